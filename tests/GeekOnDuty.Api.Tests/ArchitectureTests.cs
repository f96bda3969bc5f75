using System.Reflection;
using System.Runtime.CompilerServices;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Fluent;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Operations;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace GeekOnDuty.Api.Tests;

/// <summary>Which parts of the program may depend on which.</summary>
public sealed class ArchitectureTests
{
    private const int MaxParameters = 6;

    private static readonly Assembly Api = typeof(Caller).Assembly;
    private static readonly Assembly Core = typeof(OperationRunner).Assembly;
    private static readonly Architecture Built = new ArchLoader().LoadAssemblies(Api, Core).Build();

    [Theory]
    [InlineData("GeekOnDuty.Core.(*)", 14)]
    [InlineData("GeekOnDuty.Api.(*)", 8)]
    [InlineData("GeekOnDuty.Api.Pages.(*)", 7)]
    public void Folders_do_not_depend_on_each_other_in_a_circle(string folders, int minFolders)
    {
        var slices = SliceRuleDefinition.Slices().Matching(folders);
        var count = slices.GetObjects(Built).Count();
        Assert.True(count >= minFolders, $"There are only {count} folders.");
        ShouldHold(slices.Should().BeFreeOfCycles());
    }

    [Fact]
    public void What_the_product_does_knows_no_HTTP() =>
        Assert.DoesNotContain(
            Core.GetReferencedAssemblies(),
            reference => reference.Name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
        );

    [Fact]
    public void No_page_calls_an_endpoint() =>
        ShouldHold(
            Types()
                .That()
                .ResideInNamespaceMatching(@"^GeekOnDuty\.Api\.(Pages|Feeds|Widget)")
                .And()
                .DoNotHaveNameEndingWith("Endpoints")
                .Should()
                .NotDependOnAny(Types().That().HaveNameEndingWith("Endpoints"))
        );

    [Fact]
    public void No_endpoint_calls_a_page() =>
        ShouldHold(
            Types()
                .That()
                .ResideInNamespaceMatching(@"^GeekOnDuty\.Api\.Endpoints")
                .Should()
                .NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^GeekOnDuty\.Api\.Pages"))
        );

    [Fact]
    public void No_handler_takes_more_than_six_parameters()
    {
        var handlers = Api.GetTypes()
            .Where(type =>
                type.Name.EndsWith("Endpoints", StringComparison.Ordinal) || type.Name.EndsWith("Pages", StringComparison.Ordinal)
            )
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => !method.IsDefined(typeof(CompilerGeneratedAttribute)))
            .ToList();
        Assert.True(handlers.Count > 100, $"There are only {handlers.Count} handlers.");
        Assert.DoesNotContain(handlers, method => method.GetParameters().Length > MaxParameters);
    }

    private static void ShouldHold(IArchRule rule)
    {
        var results = rule.Evaluate(Built).ToList();
        Assert.NotEmpty(results);
        Assert.Empty(results.Where(result => !result.Passed).Select(result => result.Description));
    }
}

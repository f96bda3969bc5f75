using System.Reflection;
using System.Runtime.CompilerServices;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Extensions;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Api.Operations;
using GeekOnDuty.Api.Pages;
using Xunit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;
using Assembly = System.Reflection.Assembly;

namespace GeekOnDuty.Api.Tests;

/// <summary>How the parts of the program may lean on each other.</summary>
public sealed class ArchitectureTests
{
    private const int MaxParameters = 6;

    private static readonly Assembly Program = typeof(OperationRunner).Assembly;
    private static readonly Architecture Built = new ArchLoader().LoadAssemblies(Program).Build();

    [Fact]
    public void No_page_calls_an_endpoint() =>
        ShouldHold(
            Types()
                .That()
                .ResideInNamespaceMatching(@"^GeekOnDuty\.Api\.(Pages|SignIn)")
                .And()
                .DoNotHaveNameEndingWith("Endpoints")
                .Should()
                .NotDependOnAny(Types().That().HaveNameEndingWith("Endpoints"))
        );

    [Fact]
    public void No_operation_knows_HTTP() =>
        ShouldHold(
            Classes()
                .That()
                .DependOnAny(typeof(OperationRunner))
                .And()
                .AreNot(typeof(ConfirmedForm), typeof(Idempotency), typeof(Idempotency.Filter))
                .Should()
                .NotDependOnAny(Types(includeReferenced: true).That().ResideInNamespaceMatching(@"^Microsoft\.AspNetCore"))
        );

    [Fact]
    public void No_handler_takes_more_than_six_parameters()
    {
        var handlers = Program
            .GetTypes()
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

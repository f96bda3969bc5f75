using System.Reflection;
using System.Text.RegularExpressions;
using GeekOnDuty.Api.Http;
using GeekOnDuty.Core.Storage;
using Xunit;

namespace GeekOnDuty.Api.Tests.Postgres;

/// <summary>The first line of a statement, such as `-- ClaimQueries.Find`, names it in pg_stat_activity and in Postgres' log.</summary>
public sealed partial class StatementLabelTests
{
    private const string Suffix = "Sql";

    /// <summary>Every constant `…Sql` of the program.</summary>
    private static readonly List<(string Class, string Name, string Text)> Statements =
    [
        .. from assembly in new[] { typeof(Database).Assembly, typeof(Caller).Assembly }
        from type in assembly.GetTypes()
        from field in type.GetFields(
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
        )
        where field.IsLiteral && field.FieldType == typeof(string) && field.Name.EndsWith(Suffix, StringComparison.Ordinal)
        select (type.Name, field.Name[..^Suffix.Length], (string)field.GetRawConstantValue()!),
    ];

    [Fact]
    public void The_label_of_a_statement_names_its_class_and_its_constant()
    {
        var labelled = Statements.Where(each => Label().IsMatch(each.Text)).ToList();

        Assert.All(labelled, each => Assert.Equal($"{each.Class}.{each.Name}", Label().Match(each.Text).Groups["name"].Value));
        // None is hidden from this test, as in a literal that is no constant.
        var inSource = new[] { "src/GeekOnDuty.Core", "src/GeekOnDuty.Api" }
            .SelectMany(folder => Directory.EnumerateFiles(Repository.PathTo(folder), "*.cs", SearchOption.AllDirectories))
            .Sum(file => LabelLine().Count(File.ReadAllText(file)));
        Assert.Equal(inSource, labelled.Count);
    }

    [Fact]
    public void A_statement_without_a_label_is_part_of_one_that_has_it()
    {
        var labelled = Statements.Where(each => Label().IsMatch(each.Text)).ToList();

        Assert.All(
            Statements.Except(labelled),
            part =>
                Assert.True(
                    labelled.Exists(whole => whole.Text.Contains(part.Text, StringComparison.Ordinal)),
                    $"{part.Class}.{part.Name}{Suffix} has no label."
                )
        );
    }

    [GeneratedRegex(@"\A-- (?<name>[A-Za-z]+\.[A-Za-z]+)\n", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex(
        @"^ *-- [A-Za-z]+\.[A-Za-z]+\r?$",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex LabelLine();
}

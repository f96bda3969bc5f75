using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace GeekOnDuty.Core.Storage;

/// <summary>One numbered step of the schema.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Name">The file's name, <c>0001_people.sql</c>.</param>
/// <param name="Sql">Runs in one transaction with the note that it ran.</param>
public sealed record Migration(int Number, string Name, string Sql)
{
    private const string Folder = "migrations/";

    /// <summary>SHA-256 of the text with LF line ends, in lower-case hexadecimal.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n").TrimStart('\uFEFF'))));

    /// <summary>The files of <c>db/migrations</c> as this program was built with them, in order.</summary>
    /// <exception cref="MigrationException">A file has no number, or the numbers have a gap.</exception>
    public static IReadOnlyList<Migration> FromResources()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return InOrder(
            assembly
                .GetManifestResourceNames()
                .Where(resource => resource.StartsWith(Folder, StringComparison.Ordinal))
                .Select(resource =>
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
                    return FromFile(resource[Folder.Length..], reader.ReadToEnd());
                })
        );
    }

    /// <exception cref="MigrationException">The name does not begin with a number of four digits.</exception>
    public static Migration FromFile(string name, string sql) =>
        name.Length > 5
        && name[4] == '_'
        && int.TryParse(name[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new Migration(number, name, sql)
            : throw new MigrationException($"db/migrations/{name} needs a name like 0001_people.sql.");

    /// <exception cref="MigrationException">The numbers are not 1, 2, 3 …</exception>
    public static IReadOnlyList<Migration> InOrder(IEnumerable<Migration> migrations)
    {
        var ordered = migrations.OrderBy(migration => migration.Number).ToList();
        for (var i = 0; i < ordered.Count; i++)
        {
            if (ordered[i].Number != i + 1)
            {
                throw new MigrationException(
                    $"{ordered[i].Name} should be number {i + 1:D4}: migrations count from 0001 without gaps or twins."
                );
            }
        }
        return ordered;
    }
}

/// <summary>The schema could not be brought up to date. The message is for whoever runs the program.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);

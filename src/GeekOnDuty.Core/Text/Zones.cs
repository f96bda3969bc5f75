using GeekOnDuty.Core.Hosting;
using NodaTime;
using NodaTime.TimeZones;

namespace GeekOnDuty.Core.Text;

/// <summary>The time zones of one tz database: NodaTime's own, or a file that the settings name.</summary>
public sealed class Zones
{
    private const string Setting = "GeekOnDuty__TzdbFile";
    private static readonly Zones Own = new(TzdbDateTimeZoneSource.Default, null);
    private readonly IDateTimeZoneProvider zones;
    private readonly string? file;

    private Zones(TzdbDateTimeZoneSource source, string? file)
    {
        (zones, Version, this.file) = (new DateTimeZoneCache(source), source.TzdbVersion, file);
    }

    /// <summary>Those of this process: one version from its start to its end.</summary>
    public static Zones InUse { get; private set; } = Own;

    /// <summary>As in `2026f`.</summary>
    public string Version { get; }

    public IReadOnlyCollection<string> Ids => zones.Ids;

    /// <summary>The zone of an id or alias.</summary>
    /// <exception cref="DateTimeZoneNotFoundException">There is no such zone.</exception>
    public DateTimeZone this[string id] => zones[id];

    /// <summary>At the start, before anything asks for a zone.</summary>
    /// <param name="file">A `.nzd` file; null for NodaTime's own tz database.</param>
    /// <exception cref="StartException">It cannot be read, or a part of it is broken.</exception>
    public static void Use(string? file) => InUse = file is null ? Own : Read(Path.GetFullPath(file));

    /// <exception cref="StartException">Some of these zones are missing, so what is stored with them cannot be answered.</exception>
    public void Require(IEnumerable<string> ids)
    {
        var missing = ids.Except(zones.Ids).Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw new StartException(
                $"The tz database {Version} {(file is null ? "that comes with the program" : $"of {file}")} lacks {string.Join(", ", missing)}, "
                    + $"which the database uses. Set {Setting} to a newer .nzd file."
            );
        }
    }

    /// <summary>Reads the file to its end, every zone of it, so that nothing in it can fail later.</summary>
    internal static Zones Read(string file)
    {
        const string shape = "Write the path of a NodaTime .nzd file, as from https://nodatime.org/tzdb/, or leave it out.";
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{Setting}: {file} cannot be read: {Line(fault)} {shape}", fault);
        }

        try
        {
            using var stream = new MemoryStream(bytes);
            var source = TzdbDateTimeZoneSource.FromStream(stream);
            source.Validate();
            var read = new Zones(source, file);
            foreach (var id in read.Ids)
            {
                read[id].GetUtcOffset(NodaConstants.UnixEpoch);
            }

            return read;
        }
        catch (Exception fault)
        {
            // Whatever bytes that are no tz database make of the reader: it does not promise one kind of exception.
            throw new StartException($"{Setting}: {file} is no tz database, or a broken one: {Line(fault)} {shape}", fault);
        }
    }

    private static string Line(Exception fault) => $"{fault.Message.ReplaceLineEndings(" ").TrimEnd('.')}.";
}

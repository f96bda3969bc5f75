using System.Reflection;
using System.Runtime.Loader;
using GeekOnDuty.Scheduling;
using NodaTime;
using NodaTime.TimeZones;

namespace GeekOnDuty.Api.Tests.Tzdb;

/// <summary>The tz databases of older NodaTime packages: 2019c and 2026d.</summary>
internal static class OlderTzdb
{
    /// <summary>The content of its `.nzd` file.</summary>
    public static byte[] Bytes(string version)
    {
        var package = typeof(OlderTzdb)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(metadata => metadata.Key == $"NodaTime {version}");
        var context = new AssemblyLoadContext(package.Key, isCollectible: true);
        using var resource = context
            .LoadFromAssemblyPath(package.Value!)
            .GetManifestResourceStream("NodaTime.TimeZones.Tzdb.nzd")!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        context.Unload();
        return copy.ToArray();
    }

    public static DateTimeZone Zone(string version, string id)
    {
        using var stream = new MemoryStream(Bytes(version));
        return TzdbDateTimeZoneSource.FromStream(stream).ForId(id);
    }

    /// <summary>When such a slot was, by that version.</summary>
    public static Interval Slot(string version, string zone, string date, string start = "09:00", string end = "12:00") =>
        DstPolicy.ToInterval(Date(date), Time(start), Time(end), Zone(version, zone));

    private static LocalDate Date(string text) => NodaTime.Text.LocalDatePattern.Iso.Parse(text).GetValueOrThrow();

    private static LocalTime Time(string text) =>
        NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text).GetValueOrThrow();
}

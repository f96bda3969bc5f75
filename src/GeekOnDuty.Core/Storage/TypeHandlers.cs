using System.Data;
using System.Text.Json;
using Dapper;
using GeekOnDuty.Core.Text;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

namespace GeekOnDuty.Core.Storage;

/// <summary>How NodaTime values, lists and JSON members travel between Dapper and Npgsql.</summary>
public static class TypeHandlers
{
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.AddTypeHandler(
            new Handler<Instant>(
                NpgsqlDbType.TimestampTz,
                instant => instant.ToDateTimeUtc(),
                value => Instant.FromDateTimeUtc(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc))
            )
        );
        SqlMapper.AddTypeHandler(new Handler<LocalDate>(NpgsqlDbType.Date, date => date.ToDateOnly(), ReadDate));
        SqlMapper.AddTypeHandler(new Handler<LocalTime>(NpgsqlDbType.Time, time => time.ToTimeOnly(), ReadTime));
        SqlMapper.AddTypeHandler(
            new Handler<Interval>(
                NpgsqlDbType.TimestampTzRange,
                during => new NpgsqlRange<DateTime>(during.Start.ToDateTimeUtc(), true, during.End.ToDateTimeUtc(), false),
                ReadRange
            )
        );
        SqlMapper.AddTypeHandler(
            new Handler<IReadOnlyList<string>>(
                NpgsqlDbType.Array | NpgsqlDbType.Text,
                words => words.ToArray(),
                value => (string[])value
            )
        );
        SqlMapper.AddTypeHandler(
            new Handler<IReadOnlyList<LocalDate>>(
                NpgsqlDbType.Array | NpgsqlDbType.Date,
                dates => dates.Select(date => date.ToDateOnly()).ToArray(),
                value =>
                    value is DateOnly[] days
                        ? [.. days.Select(LocalDate.FromDateOnly)]
                        : [.. ((DateTime[])value).Select(LocalDate.FromDateTime)]
            )
        );
    }

    /// <summary>A member that is kept as jsonb.</summary>
    public static void RegisterJson<T>() =>
        SqlMapper.AddTypeHandler(
            new Handler<T>(
                NpgsqlDbType.Jsonb,
                value => JsonSerializer.Serialize(value, Json.Options),
                value => JsonSerializer.Deserialize<T>((string)value, Json.Options)!
            )
        );

    private static LocalDate ReadDate(object value) =>
        value is DateOnly date ? LocalDate.FromDateOnly(date) : LocalDate.FromDateTime((DateTime)value);

    private static LocalTime ReadTime(object value) =>
        value is TimeOnly time ? LocalTime.FromTimeOnly(time) : LocalTime.FromTicksSinceMidnight(((TimeSpan)value).Ticks);

    private static Interval ReadRange(object value)
    {
        var range = (NpgsqlRange<DateTime>)value;
        return new Interval(Instant.FromDateTimeUtc(range.LowerBound), Instant.FromDateTimeUtc(range.UpperBound));
    }

    private sealed class Handler<T>(NpgsqlDbType type, Func<T, object> write, Func<object, T> read) : SqlMapper.TypeHandler<T>
    {
        public override void SetValue(IDbDataParameter parameter, T? value)
        {
            parameter.Value = value is null ? DBNull.Value : write(value);
            ((NpgsqlParameter)parameter).NpgsqlDbType = type;
        }

        public override T? Parse(object value) => read(value);
    }
}

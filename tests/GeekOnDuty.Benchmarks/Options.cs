using System.Globalization;

namespace GeekOnDuty.Benchmarks;

/// <param name="Rounds">How often each side takes its turn; the median counts.</param>
/// <param name="Seconds">How long each turn under load lasts.</param>
/// <param name="PostgresCores">Where Postgres runs while something is measured, as taskset writes it.</param>
internal sealed record Options(int Rounds = 7, int Seconds = 3, string PostgresCores = Cores.Load)
{
    public const string Usage = "[--rounds 7] [--seconds 3] [--postgres-cores 1]";

    /// <returns>Null when something is not understood.</returns>
    public static Options? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new Options();
        for (; arguments.Length >= 2; arguments = arguments[2..])
        {
            var isNumber = int.TryParse(arguments[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            switch (arguments[0])
            {
                case "--rounds" when isNumber && number > 0:
                    options = options with { Rounds = number };
                    break;
                case "--seconds" when isNumber && number > 0:
                    options = options with { Seconds = number };
                    break;
                case "--postgres-cores":
                    options = options with { PostgresCores = arguments[1] };
                    break;
                default:
                    return null;
            }
        }

        return arguments.IsEmpty ? options : null;
    }
}

/// <summary>Something that a benchmark needs is missing or went wrong; the message says what to do.</summary>
internal sealed class CannotMeasureException(string message) : Exception(message);

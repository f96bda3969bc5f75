using System.Globalization;

namespace GeekOnDuty.Benchmarks;

/// <summary>Which core does what: whatever is measured has one for itself, and everything that loads it has the other.</summary>
internal static class Cores
{
    public const string Server = "0";
    public const string Load = "1";
    public const string Both = "0,1";

    public static void RequireTwo()
    {
        if (Environment.ProcessorCount < 2)
        {
            throw new CannotMeasureException("It takes two cores: one for the server, one for the load.");
        }
    }

    /// <summary>Moves every thread of a process; what it starts later stays there too.</summary>
    public static Task PinAsync(int process, string cores) =>
        Tool.RunAsync("taskset", "-a", "-c", "-p", cores, process.ToString(CultureInfo.InvariantCulture));

    /// <summary>As <see cref="PinAsync"/>, and every process that it has started.</summary>
    public static async Task PinFamilyAsync(int process, string cores)
    {
        foreach (var member in await FamilyAsync(process))
        {
            await PinAsync(member, cores);
        }
    }

    /// <summary>A process and those that it has started.</summary>
    public static async Task<IReadOnlyList<int>> FamilyAsync(int process)
    {
        var children = await File.ReadAllTextAsync($"/proc/{process}/task/{process}/children");
        var numbers = children.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [process, .. numbers.Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
    }
}

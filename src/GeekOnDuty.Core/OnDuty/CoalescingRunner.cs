namespace GeekOnDuty.Core.OnDuty;

/// <summary>Work that is done again and again: however many ask for it, it runs once at a time, and once more after that.</summary>
/// <param name="work">Must not fail: nothing would come after it.</param>
public sealed class CoalescingRunner(Func<Task> work)
{
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private Task? queued;

    /// <summary>Does it, beginning after this call.</summary>
    public Task RunAgainAsync()
    {
        lock (gate)
        {
            return queued ??= AfterAsync(running);
        }
    }

    /// <summary>Done when all is that has been asked for so far.</summary>
    public Task WhenIdleAsync()
    {
        lock (gate)
        {
            return queued ?? running;
        }
    }

    private async Task AfterAsync(Task before)
    {
        await Task.Yield();
        await before;
        lock (gate)
        {
            (running, queued) = (queued!, null);
        }

        await work();
    }
}

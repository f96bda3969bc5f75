namespace GeekOnDuty.Core.Storage;

/// <summary>
/// Items that go to the database together. Items that come while a batch is on its way form the next one, so a lone item goes at once.
/// </summary>
/// <param name="maxBatch">How many items a batch has at most.</param>
public sealed class BatchQueue<T>(int maxBatch)
{
    private readonly Lock gate = new();
    private readonly Queue<T> queue = [];
    private bool isRunning;

    /// <returns>True when no batch is on its way: the caller then takes batches until one is empty.</returns>
    public bool Enqueue(T item)
    {
        lock (gate)
        {
            queue.Enqueue(item);
            return !isRunning && (isRunning = true);
        }
    }

    /// <summary>The next batch, oldest first. An empty one ends the series: the next item begins another.</summary>
    public List<T> TakeBatch()
    {
        lock (gate)
        {
            var batch = new List<T>();
            while (batch.Count < maxBatch && queue.TryDequeue(out var item))
            {
                batch.Add(item);
            }

            isRunning = batch.Count > 0;
            return batch;
        }
    }

    /// <summary>All items that still wait, for when the next batch could only fail too.</summary>
    public List<T> TakeAll()
    {
        lock (gate)
        {
            var all = queue.ToList();
            queue.Clear();
            return all;
        }
    }
}

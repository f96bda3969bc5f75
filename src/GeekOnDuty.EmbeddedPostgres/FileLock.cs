namespace GeekOnDuty.EmbeddedPostgres;

/// <summary>
/// Advisory locks between processes, and between starts within one; the system lifts them when their holder dies.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits until nobody else holds the lock.</summary>
    /// <param name="path">The lock file, made when missing; its folder must exist.</param>
    /// <param name="waiting">Called once when the wait takes longer than a second.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<FileStream> ExclusiveAsync(string path, Action waiting, CancellationToken ct)
    {
        var since = TimeProvider.System.GetTimestamp();
        var said = false;
        while (true)
        {
            if (TryExclusive(path) is { } held)
            {
                return held;
            }
            if (!said && TimeProvider.System.GetElapsedTime(since) > Patience)
            {
                said = true;
                waiting();
            }
            await Task.Delay(Poll, ct);
        }
    }

    /// <summary>Null when somebody else holds the lock, shared or not.</summary>
    public static FileStream? TryExclusive(string path)
    {
        try
        {
            return Open(path, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException ex) when (IsHeld(ex))
        {
            return null;
        }
    }

    /// <summary>Joins the other holders. The caller makes sure that nobody holds it exclusively.</summary>
    public static FileStream Shared(string path) => Open(path, FileAccess.Read, FileShare.Read);

    // Whoever may open a file may lock it: others may not.
    private static FileStream Open(string path, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = access,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return new FileStream(path, options);
    }

    // EWOULDBLOCK of Linux and of macOS; other IOExceptions (a read-only or full disk) are no locks.
    private static bool IsHeld(IOException ex) => ex.HResult is 11 or 35;
}

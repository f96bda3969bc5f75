namespace GeekOnDuty.EmbeddedPostgres;

/// <summary>The data of a new Postgres.</summary>
internal static class PostgresCluster
{
    /// <summary>Makes them with initdb, in a folder beside that takes the name when it is whole.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot; the message says why.</exception>
    public static async Task CreateAsync(
        PostgresFolder folder,
        PostgresBinaries binaries,
        bool durable,
        Action<string> say,
        CancellationToken ct
    )
    {
        say($"Setting up a new database with Postgres {binaries.Major} in {folder.Root} …");
        await InitDbAsync("C.UTF-8", orPlain: true);
        Directory.Move(folder.NewCluster, folder.Cluster);

        async Task InitDbAsync(string locale, bool orPlain)
        {
            if (Directory.Exists(folder.NewCluster))
            {
                Directory.Delete(folder.NewCluster, recursive: true);
            }
            await PostgresFolder.CreatePrivateAsync(folder.NewCluster, ct);
            // Since 17 Postgres brings its own C.UTF-8, the same on every system; before, not every system has one.
            string[] locales =
                binaries.Major >= 17
                    ? ["--locale-provider=builtin", $"--builtin-locale={locale}", "--locale=C"]
                    : [$"--locale={locale}"];
            string[] arguments =
            [
                "-D",
                Path.GetFileName(folder.NewCluster),
                $"--username={PostgresServer.Superuser}",
                "--auth=trust",
                "--encoding=UTF8",
                "--data-checksums",
                "--no-instructions",
                .. locales,
                .. durable ? Array.Empty<string>() : ["--no-sync"],
            ];
            var made = await PostgresTool.RunAsync(binaries.InitDb, arguments, folder.Root, ct);
            if (made.Output.Contains("invalid locale name", StringComparison.Ordinal) && orPlain)
            {
                await InitDbAsync("C", orPlain: false);
            }
            else if (!made.Succeeded)
            {
                throw new EmbeddedPostgresException($"Postgres could not set up its data in {folder.Root}:\n{made.Tail}");
            }
        }
    }
}

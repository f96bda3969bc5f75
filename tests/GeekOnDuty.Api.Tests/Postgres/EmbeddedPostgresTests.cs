using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using GeekOnDuty.EmbeddedPostgres;
using Npgsql;
using Xunit;

namespace GeekOnDuty.Api.Tests.Postgres;

[UnsupportedOSPlatform("windows")]
public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"geek-on-duty-tests-{Guid.NewGuid().ToString("N")[..12]}");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Cluster => Path.Combine(folder, "pg");
    private string PostmasterFile => Path.Combine(Cluster, "postmaster.pid");

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_new_folder_becomes_a_database_that_only_its_owner_reaches()
    {
        var said = new List<string>();
        await using var postgres = await StartAsync(folder, said.Add);

        Assert.Equal("geek_on_duty", await ScalarAsync(postgres, "SELECT current_database()"));
        Assert.Equal("UTF8", await ScalarAsync(postgres, "SHOW server_encoding"));
        Assert.Equal("", await ScalarAsync(postgres, "SHOW listen_addresses"));
        Assert.Equal("ÄÖ", await ScalarAsync(postgres, "SELECT upper('äö')"));
        await ScalarAsync(postgres, "CREATE EXTENSION btree_gist");
        Assert.Equal(folder, postgres.DataDirectory);
        Assert.Contains(said, line => line.Contains(folder, StringComparison.Ordinal));
        const UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Assert.Equal(owner, new DirectoryInfo(Path.Combine(folder, "run")).UnixFileMode);
    }

    [Fact]
    public async Task Data_outlive_the_server_which_goes_with_its_last_user()
    {
        await using (var first = await StartAsync(folder))
        {
            await ScalarAsync(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        }
        Assert.False(File.Exists(PostmasterFile), "The server still runs.");

        await using var second = await StartAsync(folder);
        Assert.Equal(42, await ScalarAsync(second, "SELECT answer FROM kept"));
    }

    [Fact]
    public async Task Starts_at_once_on_a_new_folder_share_one_server_until_the_last_leaves()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync(folder)));
        Assert.Single((await Task.WhenAll(all.Select(StartTimeAsync))).Distinct());

        foreach (var leaving in all[1..])
        {
            await leaving.DisposeAsync();
            Assert.Equal(1, await ScalarAsync(all[0], "SELECT 1"));
        }
        await all[0].DisposeAsync();
        Assert.False(File.Exists(PostmasterFile), "The server still runs.");
    }

    [Fact]
    public async Task A_start_while_the_last_user_leaves_finds_a_server()
    {
        var leaving = await StartAsync(folder);
        for (var round = 0; round < 3; round++)
        {
            var leave = leaving.DisposeAsync();
            var coming = await StartAsync(folder);
            await leave;
            Assert.Equal(1, await ScalarAsync(coming, "SELECT 1"));
            leaving = coming;
        }
        await leaving.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_was_killed_comes_back_with_its_data()
    {
        await using var before = await StartAsync(folder, durable: true);
        await ScalarAsync(before, "CREATE TABLE kept AS SELECT 42 AS answer");
        using (
            var postmaster = Process.GetProcessById(
                int.Parse((await File.ReadAllLinesAsync(PostmasterFile, Ct))[0], CultureInfo.InvariantCulture)
            )
        )
        {
            postmaster.Kill();
        }

        await using var after = await StartAsync(folder, durable: true);

        Assert.Equal(42, await ScalarAsync(after, "SELECT answer FROM kept"));
    }

    [Fact]
    public async Task A_stale_process_number_that_now_is_another_program_does_not_stop_a_start()
    {
        await (await StartAsync(folder)).DisposeAsync();
        await File.WriteAllTextAsync(PostmasterFile, $"{Environment.ProcessId}\n{Cluster}\n1700000000\n5432\n../run\n\n", Ct);

        await using var after = await StartAsync(folder);

        Assert.Equal(1, await ScalarAsync(after, "SELECT 1"));
    }

    [Fact]
    public async Task A_set_up_that_was_cut_off_is_begun_anew()
    {
        var half = Directory.CreateDirectory(Path.Combine(folder, "pg.new"));
        await File.WriteAllTextAsync(Path.Combine(half.FullName, "PG_VERSION"), "15\n", Ct);

        await using var postgres = await StartAsync(folder);

        Assert.Equal(1, await ScalarAsync(postgres, "SELECT 1"));
        Assert.False(half.Exists && Directory.Exists(half.FullName));
    }

    [Fact]
    public async Task Data_of_a_version_without_binaries_are_refused_and_left_alone()
    {
        Directory.CreateDirectory(Cluster);
        await File.WriteAllTextAsync(Path.Combine(Cluster, "PG_VERSION"), "9.6\n", Ct);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(folder));

        Assert.Contains($"The data in {Cluster} are of Postgres 9.6", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["pg", "pg/PG_VERSION"], Entries());
    }

    [Theory]
    [InlineData("pg/something-else", "is not the data of a Postgres server")]
    [InlineData("PG_VERSION", "is itself the data of some Postgres server")]
    public async Task A_folder_that_holds_something_else_is_refused_and_left_alone(string file, string why)
    {
        var path = Path.Combine(folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "15\n", Ct);
        var before = Entries();

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(folder));

        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Entries());
    }

    [Theory]
    [InlineData("a-folder-whose-name-alone-is-as-long-as-a-name-may-sensibly-be/and-another-one-below-it-that-makes-it-too-long")]
    [InlineData("with space, comma: 'quote' \"double\" $HOME `tick` ünï")]
    public async Task A_path_that_no_socket_or_shell_would_take_works(string path)
    {
        var odd = Path.Combine(folder, path);
        if (Environment.IsPrivilegedProcess)
        {
            Directory.CreateDirectory(odd);
        }

        await using var postgres = await StartAsync(odd);
        await using var again = await StartAsync(odd);

        Assert.Equal(1, await ScalarAsync(again, "SELECT 1"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_with_the_setting()
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "", Ct);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Path.Combine(file, "data")));

        Assert.Contains($"The data folder {file}/data cannot be used", refused.Message, StringComparison.Ordinal);
        Assert.Contains("GeekOnDuty__DataDirectory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_the_user_of_Postgres_may_not_write_or_enter_is_named()
    {
        // Root may write anywhere, but nobody, as whom Postgres then runs, has to get in.
        var closed = Directory.CreateDirectory(Path.Combine(folder, "closed"));
        closed.UnixFileMode = Environment.IsPrivilegedProcess
            ? UnixFileMode.UserExecute | UnixFileMode.UserWrite
            : UnixFileMode.UserExecute;

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() =>
            StartAsync(Path.Combine(closed.FullName, "data"))
        );
        closed.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite;

        Assert.Contains(closed.FullName, refused.Message, StringComparison.Ordinal);
        Assert.Contains("GeekOnDuty__DataDirectory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_without_Postgres_and_npm_says_what_to_install()
    {
        var options = new EmbeddedPostgresOptions
        {
            DataDirectory = folder,
            SystemFolders = [],
            Npm = null,
        };

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() =>
            EmbeddedPostgresServer.StartAsync(options, _ => { }, Ct)
        );

        Assert.Contains("apt-get install postgresql", refused.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__GeekOnDuty", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_names_no_binaries_is_refused_rather_than_passed_over()
    {
        var options = new EmbeddedPostgresOptions { DataDirectory = folder, BinariesDirectory = "/usr/share" };

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() =>
            EmbeddedPostgresServer.StartAsync(options, _ => { }, Ct)
        );

        Assert.Equal(
            "GeekOnDuty__PostgresBinaries names /usr/share, which will not do: initdb, pg_ctl, postgres missing.",
            refused.Message
        );
    }

    private static Task<EmbeddedPostgresServer> StartAsync(string folder, Action<string>? say = null, bool durable = false) =>
        EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = folder, Durable = durable },
            say ?? (_ => { }),
            Ct
        );

    private string[] Entries() =>
        [
            .. Directory
                .GetFileSystemEntries(folder, "*", SearchOption.AllDirectories)
                .Select(entry => Path.GetRelativePath(folder, entry))
                .Order(StringComparer.Ordinal),
        ];

    private static Task<object?> StartTimeAsync(EmbeddedPostgresServer postgres) =>
        ScalarAsync(postgres, "SELECT pg_postmaster_start_time()");

    private static async Task<object?> ScalarAsync(EmbeddedPostgresServer postgres, string sql)
    {
        await using var db = NpgsqlDataSource.Create(postgres.ConnectionString);
        await using var command = db.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ct);
    }
}

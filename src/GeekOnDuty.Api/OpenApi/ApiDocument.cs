using GeekOnDuty.Api.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GeekOnDuty.Api.OpenApi;

/// <summary>The OpenAPI 3.1 document at `/openapi/v1.json`, and its page at `/swagger`.</summary>
internal static class ApiDocument
{
    /// <summary>The style that the logo of the page has within: its colours, and nothing else inline.</summary>
    private const string LogoStyle = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";

    /// <summary>Its style sheet has its icons in itself, as addresses with `data:`.</summary>
    public static readonly (PathString Path, ContentSecurity Security) Page = (
        "/swagger",
        new ContentSecurity(
            ContentSecurity
                .Strict.Policy.Replace("style-src 'self'", $"style-src 'self' {LogoStyle}", StringComparison.Ordinal)
                .Replace("img-src 'self'", "img-src 'self' data:", StringComparison.Ordinal)
        )
    );

    public static void AddApiDocument(this IServiceCollection services) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.CreateSchemaReferenceId = type => Schemas.IsInlined(type.Type) ? null : Schemas.NameOf(type.Type);
                options.AddSchemaTransformer(Schemas.TransformAsync);
                options.AddOperationTransformer(Operations.TransformAsync);
                options.AddDocumentTransformer(TransformAsync);
            }
        );

    public static void UseApiDocument(this WebApplication app)
    {
        app.MapOpenApi("/openapi/v1.json").AllowAnonymous().RequireCors(Conventions.PublicCors);
        app.UseSwaggerUI(page =>
        {
            page.DocumentTitle = "Geek on Duty API";
            page.SwaggerEndpoint("/openapi/v1.json", "Geek on Duty v1");
        });
    }

    private static Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Geek on Duty",
            Version = "v1",
            Summary =
                "The volunteer rota for a community's help page: who is on duty now, who is next, and an easy way to take an hour.",
            Description =
                "Instants are RFC 3339 in UTC with `Z`, local dates `2026-03-29`, local times `09:00`, zones IANA ids, periods ISO 8601. "
                + "Intervals include their start and exclude their end. Errors are problem documents (RFC 9457). "
                + "Lists answer `{items, nextCursor}` and take `limit` and `cursor`. "
                + "A rota's slug that is not in lower case answers 308 to where it is. Community help, not support.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        // Relative, and not taken from the Host header of whoever asked first.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = Tags.All();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Operations.Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "`Authorization: Bearer geek_…`",
            },
        };
        return Task.CompletedTask;
    }
}

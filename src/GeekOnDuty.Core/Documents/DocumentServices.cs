namespace GeekOnDuty.Core.Documents;

public static class DocumentServices
{
    public static IServiceCollection AddDocuments(this IServiceCollection services) =>
        services.AddScoped<DocumentExport>().AddScoped<PeopleImport>().AddScoped<OfficeHoursImport>().AddScoped<ImportDocument>();
}

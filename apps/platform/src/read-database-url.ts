/** DATABASE_URL; null = the embedded PostgreSQL. Adds errors to `problems`. */
export function readDatabaseUrl(source: Readonly<Record<string, string | undefined>>, problems: string[]): string | null {
  const databaseUrl = source.DATABASE_URL || null;
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl)) problems.push('DATABASE_URL must start with postgresql://');
  return databaseUrl;
}

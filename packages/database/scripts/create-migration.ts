import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedServer } from '../src/embedded/embedded-server.ts';
import { loadMigrations, migrationsPath, schemaPath } from '../src/migrations/migration-files.ts';
import { withSchemaEngine } from '../src/migrations/schema-engine.ts';
import { toMigrationList } from '../src/migrations/to-migration-list.ts';

// npm run migration -- NAME writes prisma/migrations/<timestamp>_NAME/migration.sql: the difference between the existing migrations and
// schema.prisma. With --check it writes nothing and exits with 1 if there is a difference (schema drift).
const name = process.argv[2] ?? '';
if (name !== '--check' && !/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write('usage: npm run migration -- NAME   (NAME: lower case letters, digits and _)\n');
  process.exit(2);
}
const dataDir = mkdtempSync(join(tmpdir(), 'lamina-migration-'));
const server = await startEmbeddedServer({ dataDir });
try {
  const urls = { databaseUrl: server.databaseUrl('postgres'), shadowDatabaseUrl: server.databaseUrl('template1') };
  const schema = { path: schemaPath, content: readFileSync(schemaPath, 'utf8') };
  const { stdout } = await withSchemaEngine(urls, (engine) =>
    engine.diff({
      from: { tag: 'migrations', ...toMigrationList(loadMigrations()) },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: null,
      shadowDatabaseUrl: null,
      filters: { externalTables: [], externalEnums: [] },
    }),
  );
  // The engine prints nothing where there is no difference.
  const sql = stdout ?? '';
  const isEmpty = sql.split('\n').every((line) => line.trim() === '' || line.startsWith('--'));
  if (isEmpty) process.stdout.write('The migrations and prisma/schema.prisma are equal.\n');
  else if (name === '--check') {
    process.stderr.write(`prisma/schema.prisma has changes that no migration makes; run: npm run migration -- NAME\n${sql}`);
    process.exitCode = 1;
  } else {
    const folder = join(migrationsPath, `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'migration.sql'), sql);
    process.stdout.write(`${join(folder, 'migration.sql')}\n`);
  }
} finally {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

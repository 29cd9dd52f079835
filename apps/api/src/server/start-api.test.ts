import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { listMigrationNames } from '@lamina/database';
import { createTestDatabase } from '@lamina/test-database';
import { pino } from 'pino';
import { readApiEnvironment } from '../env.ts';
import { startApi } from './start-api.ts';

const OPTIONS = {
  port: 0,
  adminToken: 'a'.repeat(16),
  webOrigin: 'http://localhost:3000',
  releasesFolder: '.',
  modelsFolder: '.',
  uploadsFolder: 'no-uploads',
  uploadedModelsFolder: 'no-uploads',
  logger: pino({ level: 'silent' }),
};

describe('startApi', () => {
  it('refuses a database that does not answer', async () => {
    const start = startApi({ ...OPTIONS, databaseUrl: 'postgresql://nobody:secret@127.0.0.1:1/none' });
    await expect(start).rejects.toMatchObject({ code: 'DATABASE_UNREACHABLE', message: expect.not.stringContaining('secret') });
  });

  it('refuses a database of an older version without changing its queue', async () => {
    const database = await createTestDatabase();
    await database.pool.query('UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = $1', [
      listMigrationNames().at(-1),
    ]);
    await expect(startApi({ ...OPTIONS, databaseUrl: database.url })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('npm run migrate'),
    });
    expect((await database.pool.query(`SELECT FROM pg_namespace WHERE nspname = 'pgboss'`)).rowCount).toBe(0);
    await database.drop();
  });

  it('refuses a port in use and leaves nothing open', async () => {
    const database = await createTestDatabase();
    const other = createServer().listen(0);
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(startApi({ ...OPTIONS, databaseUrl: database.url, port })).rejects.toMatchObject({ code: 'PORT_IN_USE' });
    other.close();
    await database.drop();
  });
});

describe('readApiEnvironment', () => {
  it('lists all problems at once', () => {
    expect(() => readApiEnvironment({ LAMINA_API_PORT: '99999', DATABASE_URL: 'mysql://x', LAMINA_ADMIN_TOKEN: 'short' })).toThrow(
      /LAMINA_API_PORT: .*DATABASE_URL: .*LAMINA_ADMIN_TOKEN: /,
    );
  });

  it('takes the web app’s port for its origin and empty variables for missing ones', () => {
    const environment = {
      DATABASE_URL: 'postgresql://localhost/x',
      LAMINA_ADMIN_TOKEN: 'a'.repeat(16),
      LAMINA_WEB_PORT: '3005',
      LAMINA_API_PORT: '',
    };
    expect(readApiEnvironment(environment)).toMatchObject({ port: 4000, webOrigin: 'http://localhost:3005' });
  });
});

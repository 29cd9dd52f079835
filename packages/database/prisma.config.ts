import { defineConfig } from 'prisma/config';

/** Location of the schema for Prisma's command line; connections are opened by the program, never by this file. */
export default defineConfig({
  schema: '../../prisma/schema.prisma',
  migrations: { path: '../../prisma/migrations' },
});

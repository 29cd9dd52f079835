import { defineConfig } from 'prisma/config';

/** Where Prisma's command line finds the schema; connections are made by the program, never by this file. */
export default defineConfig({
  schema: '../../prisma/schema.prisma',
  migrations: { path: '../../prisma/migrations' },
});

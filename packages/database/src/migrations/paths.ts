import { fileURLToPath } from 'node:url';

/** The Prisma schema of the workspace. */
export const schemaPath = fileURLToPath(new URL('../../../../prisma/schema.prisma', import.meta.url));

/** The folder of migrations, one folder per migration. */
export const migrationsPath = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url));

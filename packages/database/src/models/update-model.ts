import { AppError } from '@lamina/errors';
import type { Prisma } from '../../generated/client.ts';
import type { Database } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';

/** The words about a model that people may change. A missing field stays as it is; null takes a text away. */
export interface ModelChanges {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly licence?: string | null | undefined;
  readonly family?: { readonly slug: string; readonly name: string } | undefined;
}

/**
 * Changes the words about a model. Returns the model's key.
 *
 * Refuses with NOT_FOUND, or CONFLICT for a bundled model, whose words come from its own files at every start.
 */
export function updateModel(database: Database, slug: string, { family, name, description, licence }: ModelChanges): Promise<string> {
  return writeTransaction(database, async (transaction) => {
    const found = await transaction.model.findUnique({ where: { slug }, select: { id: true, source: true } });
    if (found === null) throw new AppError('NOT_FOUND', `There is no model "${slug}".`);
    if (found.source === 'bundled')
      throw new AppError(
        'CONFLICT',
        `The model "${slug}" is bundled: its name and description come from its own files. Change a copy instead.`,
      );
    const data: Prisma.ModelUncheckedUpdateInput = {};
    if (name !== undefined) data.name = name;
    if (description !== undefined) data.description = description;
    if (licence !== undefined) data.licence = licence;
    if (family) data.familyId = (await transaction.modelFamily.upsert({ where: { slug: family.slug }, create: family, update: {} })).id;
    await transaction.model.update({ where: { id: found.id }, data });
    return found.id;
  });
}

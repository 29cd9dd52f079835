import { createHash } from 'node:crypto';
import { AppError } from '@lamina/errors';
import { parsePublishedScores } from '@lamina/uploads';
import type { Database } from '../connection/create-database.ts';
import { writeTransaction } from '../migrations/write-transaction.ts';
import type { SavedImport } from './save-import.ts';
import { type PublishedSourceFacts, savePublishedModels, savePublishedSource } from './save-published.ts';

/**
 * Stores a table of published scores of one source. The same content is stored once.
 * @throws AppError BAD_USER_INPUT that names row and column; CONFLICT if another model of the hub has the short name
 */
export function importPublishedScores(
  database: Database,
  source: Omit<PublishedSourceFacts, 'slug' | 'digest'>,
  content: string,
): Promise<SavedImport> {
  const scores = parsePublishedScores(content);
  const digest = createHash('sha256')
    .update(JSON.stringify([source.title, content]))
    .digest('hex');
  const models = [...Map.groupBy(scores, ({ slug }) => slug)].map(([slug, rows]) => ({
    slug,
    name: rows[0]?.model ?? slug,
    hubId: rows[0]?.hubId ?? null,
    aliases: [],
    maker: null,
    generation: null,
    version: null,
    architecture: null,
    blockCount: 1 + Math.max(...rows.map(({ blockIndex }) => blockIndex ?? 0)), // parts of no block count as the first
    hiddenSize: null,
    feedForwardKind: null,
    parameterCount: null,
  }));
  return writeTransaction(database, async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`published ${digest}`}, 0))`;
    const found = await transaction.publishedSource.findFirst({ where: { digest }, select: { id: true } });
    if (found !== null) return { id: found.id, isNew: false };
    const stored = await transaction.publishedModel.findMany({
      where: { slug: { in: models.map(({ slug }) => slug) } },
      select: { slug: true, hubId: true },
    });
    for (const { slug, hubId } of models) {
      const other = stored.find((model) => model.slug === slug)?.hubId ?? hubId; // not known, or known without a hub id
      if (hubId !== null && other !== hubId)
        throw new AppError('CONFLICT', `The published scores cannot be imported: ${hubId} would have the short name ${slug} of ${other}.`);
    }
    await savePublishedModels(transaction, models);
    const id = await savePublishedSource(transaction, {
      source: { ...source, digest, slug: `import-${digest.slice(0, 12)}` },
      scores,
      spans: [],
    });
    return { id, isNew: true };
  });
}

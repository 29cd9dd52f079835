import { AppError } from '@lamina/errors';
import type { RepairFormat } from '@lamina/metrics';
import type { Database } from '../connection/create-database.ts';

/** A registered revision for the worker: ids, and the facts on which results depend. */
export interface RevisionRecord {
  readonly modelId: string;
  readonly slug: string;
  readonly revisionId: string;
  /** SHA-256 over the digests of graph, weights and tokenizer. */
  readonly digest: string;
  readonly location: string;
  readonly source: string;
  /** Null = not known. */
  readonly format: RepairFormat | null;
  readonly precision: string;
  readonly blockCount: number;
  readonly parameterCount: number;
  readonly layers: readonly { readonly id: string; readonly index: number; readonly parameterCount: number }[];
}

/** A revision with its layers in order. Refuses with NOT_FOUND. */
export async function getRevision(database: Database, revisionId: string): Promise<RevisionRecord> {
  const row = await database.prisma.modelRevision.findUnique({
    where: { id: revisionId },
    include: { model: true, layers: { orderBy: { index: 'asc' } } },
  });
  if (row === null) throw new AppError('NOT_FOUND', `There is no model revision ${revisionId}.`);
  return {
    modelId: row.modelId,
    slug: row.model.slug,
    revisionId: row.id,
    digest: row.digest,
    location: row.location,
    source: row.model.source,
    format: row.format as RevisionRecord['format'],
    precision: row.precision,
    blockCount: row.blockCount,
    parameterCount: Number(row.parameterCount),
    layers: row.layers.map(({ id, index, parameterCount }) => ({ id, index, parameterCount: Number(parameterCount) })),
  };
}

/** The current revision of a model. Refuses with NOT_FOUND. */
export async function getCurrentRevision(database: Database, slug: string): Promise<RevisionRecord> {
  const model = await database.prisma.model.findUnique({ where: { slug }, select: { currentRevisionId: true } });
  if (model === null || model.currentRevisionId === null)
    throw new AppError('NOT_FOUND', `There is no model "${slug}". Register it first.`);
  return getRevision(database, model.currentRevisionId);
}

/**
 * The current revision of a model whose files a scorer can open.
 * @throws AppError NOT_FOUND for an unknown model; CONFLICT for a model that was registered by its facts only
 */
export async function getMeasurableRevision(database: Database, slug: string): Promise<RevisionRecord> {
  const revision = await getCurrentRevision(database, slug);
  if (revision.source !== 'declared') return revision;
  throw new AppError(
    'CONFLICT',
    `"${slug}" was registered by its facts and has no files here. Register it with a reference, or import your measurements.`,
  );
}

/** Short name of the model that is called like a folder, or that has a revision with files in it; null if there is none. */
export async function findModelOfFolder({ prisma }: Database, folder: string): Promise<string | null> {
  const isInFolder = { OR: [{ location: folder }, { location: { startsWith: `${folder}:` } }] };
  const model = await prisma.model.findFirst({
    where: { OR: [{ slug: folder }, { revisions: { some: isInFolder } }] },
    select: { slug: true },
  });
  return model?.slug ?? null;
}

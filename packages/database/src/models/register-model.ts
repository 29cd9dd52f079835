import type { Prisma } from '../../generated/client.ts';
import type { Database, Transaction } from '../create-database.ts';
import { digestOf } from '../digest-of.ts';
import { getRevision } from './get-revision.ts';
import type { RevisionRecord } from './model-record.ts';

/** What was found in a model's graph; the engine's inspection has this shape. */
export interface InspectedModel {
  /** How its files are stored; null for a declared model that does not say. */
  readonly format: string | null;
  /** Number of stored tensors by element type; null where it is not known. */
  readonly storedTypes: Readonly<Record<string, number>> | null;
  readonly architecture: string | null;
  readonly blocks: number;
  readonly hiddenSize: number;
  readonly vocabularySize: number | null;
  readonly parameters: number;
  readonly opset: number;
  readonly producer: string;
  readonly precision: string;
  readonly normPlacement: string;
  readonly boundaries: readonly string[];
  readonly layers: readonly {
    readonly index: number;
    readonly kind: string;
    readonly parameters: number;
    readonly cachePorts: readonly string[];
  }[];
  readonly warnings: readonly string[];
  readonly digests: { readonly graphSha256: string; readonly weightsSha256: string; readonly tokenizerSha256: string | null };
}

/** A model with its names and its inspection. */
export interface ModelRegistration {
  readonly slug: string;
  readonly name: string;
  readonly family: { readonly slug: string; readonly name: string; readonly description?: string };
  /** 'declared' = its facts were handed in and it has no files here. */
  readonly source: 'bundled' | 'folder' | 'hub' | 'declared' | 'quantized';
  /** What the engine is given to open the model; for a bundled model its slug, for a declared one nothing. */
  readonly location: string;
  readonly description?: string;
  readonly licence?: string;
  readonly card?: string;
  readonly trainingFacts?: unknown;
  /** The model whose weights these are in another number format, and how that was done. */
  readonly derivedFrom?: { readonly modelId: string; readonly quantization: Readonly<Record<string, unknown>> };
  readonly inspection: InspectedModel;
}

/**
 * Stores a model, its family, and this state of its files with every layer, in one transaction. Registering the same files again changes
 * names and card only; other files under the same slug become a new revision, which is the model's current one from then on.
 */
export async function registerModel(database: Database, model: ModelRegistration): Promise<RevisionRecord> {
  const revisionId = await database.prisma.$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`model ${model.slug}`}, 0))`;
    const modelId = await saveModel(transaction, model);
    const digest = digestOf(model.inspection.digests);
    const found = await transaction.modelRevision.findUnique({ where: { modelId_digest: { modelId, digest } }, select: { id: true } });
    const id = found?.id ?? (await saveRevision(transaction, modelId, digest, model));
    if (found !== null) await transaction.modelRevision.update({ where: { id }, data: { location: model.location } });
    await transaction.model.update({ where: { id: modelId }, data: { currentRevisionId: id } });
    return id;
  });
  return getRevision(database, revisionId);
}

async function saveModel(transaction: Transaction, model: ModelRegistration): Promise<string> {
  const { slug, name, description } = model.family;
  const family = await transaction.modelFamily.upsert({
    where: { slug },
    create: { slug, name, description: description ?? null },
    update: { name, ...(description === undefined ? {} : { description }) },
  });
  const facts = {
    name: model.name,
    source: model.source,
    familyId: family.id,
    description: model.description ?? null,
    licence: model.licence ?? null,
    card: model.card ?? null,
    derivedFromId: model.derivedFrom?.modelId ?? null,
    ...(model.derivedFrom === undefined ? {} : { quantization: model.derivedFrom.quantization as Prisma.InputJsonObject }),
    ...(model.trainingFacts === undefined ? {} : { trainingFacts: model.trainingFacts as Prisma.InputJsonValue }),
  };
  const saved = await transaction.model.upsert({ where: { slug: model.slug }, create: { slug: model.slug, ...facts }, update: facts });
  return saved.id;
}

async function saveRevision(transaction: Transaction, modelId: string, digest: string, model: ModelRegistration): Promise<string> {
  const { inspection } = model;
  const { id } = await transaction.modelRevision.create({
    data: {
      modelId,
      digest,
      ...inspection.digests,
      location: model.location,
      format: inspection.format,
      ...(inspection.storedTypes === null ? {} : { storedTypes: { ...inspection.storedTypes } }),
      architecture: inspection.architecture,
      normPlacement: inspection.normPlacement,
      precision: inspection.precision,
      exporter: inspection.producer,
      opset: inspection.opset,
      blockCount: inspection.blocks,
      hiddenSize: inspection.hiddenSize,
      vocabularySize: inspection.vocabularySize,
      parameterCount: inspection.parameters,
      boundaries: [...inspection.boundaries],
      warnings: [...inspection.warnings],
    },
  });
  await transaction.layer.createMany({
    data: inspection.layers.map(({ index, kind, parameters, cachePorts }) => ({
      revisionId: id,
      index,
      relativeDepth: inspection.blocks > 1 ? index / (inspection.blocks - 1) : 0,
      kind,
      parameterCount: parameters,
      cachePorts: [...cachePorts],
    })),
  });
  return id;
}

import { createHash } from 'node:crypto';
import type { Database } from '@lamina/database';

/** Keys of what was stored. */
export interface SeededModel {
  readonly modelKey: string;
  readonly revisionKey: string;
  readonly layerKeys: readonly string[];
}

interface ModelSeed {
  readonly slug: string;
  readonly name?: string;
  readonly family?: string;
  readonly blockCount?: number;
  readonly parameterCount?: number;
}

/** Stores a model with one revision and its layers. */
export async function seedModel({ prisma }: Database, seed: ModelSeed): Promise<SeededModel> {
  const { slug, name = slug, family = 'made-family', blockCount = 4, parameterCount = 1000 } = seed;
  const { id: familyId } = await prisma.modelFamily.upsert({ where: { slug: family }, create: { slug: family, name: family }, update: {} });
  const { id: modelKey } = await prisma.model.create({ data: { slug, name, source: 'folder', familyId } });
  const { id: revisionKey } = await prisma.modelRevision.create({
    data: {
      modelId: modelKey,
      digest: digestOf(slug),
      graphSha256: digestOf(`${slug} graph`),
      weightsSha256: digestOf(`${slug} weights`),
      location: `/secret/folder/${slug}`,
      normPlacement: 'pre',
      precision: 'float32',
      exporter: 'test',
      opset: 17,
      blockCount,
      hiddenSize: 8,
      parameterCount,
      boundaries: [],
      warnings: [],
      format: 'onnx',
      storedTypes: { float: 10 },
    },
  });
  await prisma.model.update({ where: { id: modelKey }, data: { currentRevisionId: revisionKey } });
  const layers = await prisma.layer.createManyAndReturn({
    data: Array.from({ length: blockCount }, (_, index) => ({
      revisionId: revisionKey,
      index,
      relativeDepth: blockCount > 1 ? index / (blockCount - 1) : 0,
      kind: 'attention+mlp',
      parameterCount: 10,
      cachePorts: [],
    })),
  });
  return { modelKey, revisionKey, layerKeys: layers.toSorted((a, b) => a.index - b.index).map(({ id }) => id) };
}

/** SHA-256 of a text, as a value for digest columns that differs for different texts. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

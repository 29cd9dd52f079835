import type { Database } from '@lamina/database';
import { digestOf, type SeededModel } from './seed-model.ts';

interface RoundingsSeed {
  readonly type: string;
  /** Divergences by layer. */
  readonly attention: readonly number[];
  readonly mlp: readonly number[];
  readonly embedding: number;
  /** Default: the text austen. */
  readonly text?: string;
  readonly storedTypes?: readonly string[];
}

/** Stores the roundings of a model to one type, in two windows of 512 tokens. */
export async function seedRoundings(
  { prisma }: Database,
  { revisionKey }: SeededModel,
  { type, attention, mlp, embedding, text = 'austen', storedTypes = [type] }: RoundingsSeed,
): Promise<void> {
  const units = [
    ...attention.map((divergence, layerIndex) => ({ unit: 'attention', layerIndex, divergence })),
    ...mlp.map((divergence, layerIndex) => ({ unit: 'mlp', layerIndex, divergence })),
    { unit: 'embedding', layerIndex: null, divergence: embedding },
  ];
  const runtime = { provider: 'cpu', device: 'a machine', runtimeVersion: '1', threads: 1, precision: 'float32' };
  await prisma.rounding.createMany({
    data: units.map((unit) => ({
      ...unit,
      ...runtime,
      revisionId: revisionKey,
      digest: digestOf(`${revisionKey} ${text} ${type} ${unit.unit} ${unit.layerIndex}`),
      metric: 'rounding-divergence@1',
      type,
      storedTypes: [...storedTypes],
      weightCount: 1000,
      bytes: 563,
      text,
      source: text,
      textSha256: digestOf(text),
      ...{ window: 512, windowLimit: 2, windowCount: 2, positionCount: 1024, idsSha256: digestOf(text) },
      nats: [400 * unit.divergence, 624 * unit.divergence],
      positions: [512, 512],
      standardError: unit.divergence / 10,
    })),
  });
}

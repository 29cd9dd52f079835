import { buildCheckpoint } from '@lamina/checkpoints';
import { findBlocks } from '@lamina/surgery';
import type { OpenedModel } from './open-model.ts';
import type { ReadCheckpoint } from './read-graph.ts';
import { mapWeights } from './weight-files.ts';

/** An opened checkpoint with another form of its graph, over the same weights. */
export function rebuildCheckpoint(
  opened: OpenedModel,
  checkpoint: ReadCheckpoint,
  form: Parameters<typeof buildCheckpoint>[1],
): OpenedModel {
  const { model } = buildCheckpoint(checkpoint, form);
  const mapped = mapWeights(model, opened.weightsPath);
  return { ...opened, model, mapped, structure: findBlocks(mapped.model) };
}

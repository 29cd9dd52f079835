import { buildCheckpoint, findLongestText, hasTablesByLength, refuseLongText } from '@lamina/checkpoints';
import { findBlocks } from '@lamina/surgery';
import { mapWeights, type OpenedModel } from './open-model.ts';
import type { ReadCheckpoint } from './read-graph.ts';

/** An opened checkpoint with another form of its graph, over the same weights. */
function rebuildCheckpoint(opened: OpenedModel, checkpoint: ReadCheckpoint, form: Parameters<typeof buildCheckpoint>[1]): OpenedModel {
  const { model } = buildCheckpoint(checkpoint, form);
  const mapped = mapWeights(model, opened.weightsPath);
  return { ...opened, model, mapped, structure: findBlocks(mapped.model) };
}

/**
 * The same model in the form that reads windows of one length fastest. For a checkpoint, that is a graph without caches, whose attention skips
 * everything above the diagonal. An ONNX file has one form and is returned as it is.
 *
 * @param windowTokens the length of every window; null where lengths differ, which needs the general form
 * @throws AppError MODEL_UNSUPPORTED for windows beyond the model's limit
 */
export function openWindowForm(opened: OpenedModel, windowTokens: number | null): OpenedModel {
  if (windowTokens === null) return opened;
  refuseLongText(findLongestText(opened.model), windowTokens);
  if (opened.checkpoint === null) return opened;
  return rebuildCheckpoint(opened, opened.checkpoint, { windowTokens });
}

/** A model in the form in which its graph is given to other tools. */
interface ExportForm {
  readonly opened: OpenedModel;
  /** How this form differs from the form in which the model is read. */
  readonly notes: readonly string[];
}

/**
 * The graph that is written as an ONNX file. It is the graph that is read, but for checkpoints whose rotary table depends on the length of the text.
 * A file that decodes with a cache uses the table of long texts.
 */
export function openExportForm(opened: OpenedModel): ExportForm {
  const { checkpoint } = opened;
  if (checkpoint === null || !hasTablesByLength(checkpoint.decoder)) return { opened, notes: [] };
  const note =
    'the ONNX file turns positions by long_factor of rope_scaling in short texts too: keys in a cache, once turned, cannot change their table';
  return { opened: rebuildCheckpoint(opened, checkpoint, { fixesRotaryTables: true }), notes: [note] };
}

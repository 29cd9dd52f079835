import type { Graph } from '@lamina/onnx';
import type { Removal } from '@lamina/plans';
import type { ModelFormat } from '../model/locate/model-source.ts';
import type { OpenedModel } from '../model/open/open-model.ts';
import type { PlannedFile } from './planned-file.ts';

/** What is planned of a write. */
export interface PreparedWrite {
  readonly parent: OpenedModel;
  readonly format: ModelFormat;
  /** The files that hold weights and graph. */
  readonly weights: readonly PlannedFile[];
  readonly others: readonly PlannedFile[];
  readonly removal: Removal;
  /** The graph without the removed units. */
  readonly graph: Graph;
  readonly notes: readonly string[];
}

import { LAYER_COLUMNS, toTableRow } from '../../layers/layer-table.ts';
import { readLayerRows } from '../../layers/read-layer-rows.ts';
import type { ReleaseSnapshot } from '../publish-release.ts';
import { type ReleaseTable, readAll } from './release-column.ts';

/** The long table of all layers, measured and published: the data behind the picture of many models. */
export const LAYERS_TABLE: ReleaseTable = {
  name: 'layers',
  description: 'One row per block of every model under every operation, measured here, published or contributed, ranked within its model.',
  columns: LAYER_COLUMNS,
  async *read(snapshot: ReleaseSnapshot) {
    yield (await readLayerRows((statement) => readAll(snapshot, statement), snapshot.cut)).map(toTableRow);
  },
};

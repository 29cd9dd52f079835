import { sql } from '@lamina/database';
import { columnsOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { within } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { IntRange } from '../../paging/range.input.ts';
import { CalibrationConfig } from './calibration-config.type.ts';

/** Ways in which calibration sets are cut. */
export const CALIBRATION_CONFIGS = defineList({
  name: 'CalibrationConfig',
  type: CalibrationConfig,
  columns: {
    calibrationSetKey: sql`c."calibrationSetId"`,
    ...columnsOf('c', 'window', 'stride', 'bos', 'windowLimit', 'drawSeed', 'documentPart', 'windowCount', 'tokenCount', 'idsSha256'),
  },
  from: sql`"CalibrationConfig" c`,
  key: sql`c."id"`,
  storedAt: sql`c."createdAt"`,
  links: { calibrationSet: { column: sql`c."calibrationSetId"` } },
  filter: { window: within(IntRange, sql`c."window"`, 'Tokens per window.') },
  order: {
    CREATED_AT: by.time(sql`c."createdAt"`, 'Time when it was stored.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
});

import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { CalibrationConfig } from './calibration-config.type.ts';

/** How calibration configurations are read. */
export const CALIBRATION_CONFIG_TABLE = defineNodeTable<'CalibrationConfig', CalibrationConfig>({
  name: 'CalibrationConfig',
  columns: sql`c."id" AS "key", c."calibrationSetId" AS "calibrationSetKey", c."digest", c."window", c."stride", c."bos", c."windowLimit", c."documentPart",
    c."windowCount", c."tokenCount", c."documentCount", c."idsSha256"`,
  from: sql`"CalibrationConfig" c`,
  key: sql`c."id"`,
  storedAt: sql`c."createdAt"`,
  links: { calibrationSet: { column: sql`c."calibrationSetId"`, isCurrentOnly: false } },
  order: {
    WINDOW: { expression: sql`c."window"`, type: 'int8', isNullable: false },
    TOKEN_COUNT: { expression: sql`c."tokenCount"`, type: 'int8', isNullable: false },
    CREATED_AT: { expression: sql`c."createdAt"`, type: 'timestamptz', isNullable: false },
  },
  defaultOrder: [{ field: 'CREATED_AT', direction: 'DESC' }],
  listConditions: ({ window, bos }) => new Conditions().range(sql`c."window"`, window).equals(sql`c."bos"`, bos).list,
  toFields: (record) => record,
});

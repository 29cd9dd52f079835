import { listQuery, relations, row, rows } from '../../data/relations.ts';
import { CALIBRATION_CONFIGS } from './calibration-config.list.ts';
import { CalibrationConfig } from './calibration-config.type.ts';
import { CALIBRATION_SETS } from './calibration-set.list.ts';
import { CalibrationSet } from './calibration-set.type.ts';

/** Fields of calibration sets and of the ways they are cut. */
export const CALIBRATION_SET_RESOLVERS = [
  listQuery(CALIBRATION_SETS, 'calibrationSets', 'Calibration sets: texts that models are scored on.'),
  ...relations(CalibrationConfig, { calibrationSet: row(CALIBRATION_SETS, 'calibrationSetKey', 'The text.') }),
  ...relations(CalibrationSet, {
    configurations: rows(CALIBRATION_CONFIGS, { link: 'calibrationSet' }, 'The ways in which it was cut into windows.'),
  }),
];

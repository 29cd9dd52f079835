import { listField, listQuery, rowField } from '../../data/relations.ts';
import { CALIBRATION_CONFIGS } from './calibration-config.list.ts';
import { CalibrationConfig } from './calibration-config.type.ts';
import { CALIBRATION_SETS } from './calibration-set.list.ts';
import { CalibrationSet } from './calibration-set.type.ts';

/** Fields of calibration sets and of the ways they are cut. */
export const CALIBRATION_SET_RESOLVERS = [
  listQuery(CALIBRATION_SETS, 'calibrationSets', 'Texts that models are scored on.'),
  rowField(CALIBRATION_SETS, {
    of: CalibrationConfig,
    name: 'calibrationSet',
    key: ({ calibrationSetKey }) => calibrationSetKey,
    description: 'The text.',
  }),
  listField(CALIBRATION_CONFIGS, {
    of: CalibrationSet,
    name: 'configurations',
    link: 'calibrationSet',
    key: ({ key }) => key,
    description: 'Ways it was cut into windows.',
  }),
];

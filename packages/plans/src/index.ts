export { type AllocatedUnit, type Allocation, allocate } from './allocation/allocate.ts';
export { type AllocatedTypes, allocateTypes, findTypesWithin, mixtureOf, type UnitInType } from './allocation/allocate-types.ts';
export type { UnitOption } from './allocation/bounds.ts';
export { type Certificate, findCertificate } from './certificate.ts';
export { type Change, changeOf, describeChange, isRemoval, keyOfChange, sortKeys, UNCHANGED } from './change.ts';
export { findRemovalProblem, type RemovableModel } from './find-removal-problem.ts';
export { formatCount } from './format-count.ts';
export { type FormatPlanOptions, formatPlan, PLAN_FORMATS, type PlanFormat } from './format-plan.ts';
export { listRuns } from './list-runs.ts';
export { nameUnits } from './name-units.ts';
export { parsePrunePlan } from './parse-prune-plan.ts';
export { EXPLICIT, type PrunePlan } from './prune-plan.ts';
export {
  addUnit,
  areBlocksOnly,
  blocksOf,
  createRemoval,
  describeRemoval,
  isRemoved,
  keyOfRemoval,
  listRemovedUnits,
  NOTHING_REMOVED,
  type Removal,
  type RemovedUnits,
  readRemoval,
  removalOf,
  removesBlocksOnly,
  removesNothing,
  UNIT_KINDS,
  type Unit,
  type UnitKind,
} from './removal.ts';
export { toUnitSets } from './to-unit-sets.ts';
export {
  keyOfUnit,
  listNamedTypes,
  MIXTURE_EXAMPLE,
  namesTypes,
  readMixture,
  type TypedUnits,
  type TypeMixture,
  type TypeRules,
  WEIGHT_UNITS,
  type WeightUnit,
  writeMixture,
} from './type-mixture.ts';
export {
  chooseTokens,
  KEEP_REASONS,
  type KeepReason,
  type KeptTokens,
  renumberTokens,
  type TokenChoice,
} from './vocabulary/choose-tokens.ts';
export {
  type ClassCoverage,
  capitalise,
  describeLost,
  joinWords,
  listCoverage,
  nameTokenClass,
  writesCharacters,
} from './vocabulary/describe-lost.ts';
export { type KeptItems, readKeptItems, writeKeptItems } from './vocabulary/kept-items.ts';
export { findTokenClass } from './vocabulary/token-class.ts';
export {
  bytesOfText,
  keyOfMerge,
  type TokenBuilder,
  type TokenKind,
  type Vocabulary,
  type VocabularyToken,
} from './vocabulary/vocabulary.ts';
export {
  isPlainType,
  isWeightType,
  WEIGHT_PRECISIONS,
  WEIGHT_TYPE_NAMES,
  type WeightPrecision,
  type WeightTypeName,
} from './weight-precision.ts';
export { type CommandRepair, writeChangeCommand } from './write-change-command.ts';

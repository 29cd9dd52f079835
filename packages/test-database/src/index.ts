export { createTestDatabase, type TestDatabase } from './create-test-database.ts';
export { SYNTHETIC_SIZE_DEFAULTS, type SyntheticSize } from './synthetic/synthetic-size.ts';
export { writeSyntheticData } from './synthetic/write-synthetic-data.ts';

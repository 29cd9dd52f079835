import { listQuery } from '../../data/relations.ts';
import { BENCHMARKS } from './benchmark.list.ts';

/** Fields of benchmarks. */
export const BENCHMARK_RESOLVERS = [listQuery(BENCHMARKS, 'benchmarks', 'Benchmarks.')];

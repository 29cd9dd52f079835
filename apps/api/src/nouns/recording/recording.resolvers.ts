import { listQuery } from '../../data/relations.ts';
import { RECORDINGS } from './recording.list.ts';

/** Fields of recordings. */
export const RECORDING_RESOLVERS = [listQuery(RECORDINGS, 'recordings', 'Recordings: measurements that came with Lamina.')];

import { sql } from '@lamina/database';
import { GraphQLDateTimeISO } from 'graphql-scalars';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { equals } from '../../data/filters.ts';
import { Node, nodeType } from '../../data/node.type.ts';
import { by } from '../../data/order-column.ts';
import { field } from '../../paging/field.ts';
import { descending } from '../../paging/list-args.ts';

@nodeType(
  'A recording: a frozen set of measurements that Lamina made on another machine. It comes as files with checksums, and its numbers are never edited.',
)
class Recording extends Node {
  @field(String, 'Its version.') readonly version!: string;
  @field(String, 'Its title.') readonly title!: string;
  @field(String, 'The measurements that it holds, and those that it lacks.') readonly description!: string;
  @field(GraphQLDateTimeISO, 'When its last measurement was stored on the machine that made it.') readonly recordedAt!: Date;
  @field(String, 'The device that measured it.') readonly device!: string;
  @field(String, 'The command that measures it again.') readonly command!: string;
  @field(String, 'Commit of the sources that measured it.') readonly commit!: string;
}

/** Recordings. */
export const RECORDINGS = defineList({
  name: 'Recording',
  type: Recording,
  columns: {
    ...columnsOf('rc', 'version', 'title', 'description', 'device', 'command', 'commit'),
    ...timesOf('rc', 'recordedAt'),
  },
  from: sql`"Recording" rc`,
  key: sql`rc."id"`,
  storedAt: sql`rc."createdAt"`,
  filter: { version: equals(String, sql`rc."version"`, 'Only this version.') },
  order: {
    RECORDED_AT: by.time(sql`rc."recordedAt"`, 'Time of the last measurement.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('RECORDED_AT')] },
});

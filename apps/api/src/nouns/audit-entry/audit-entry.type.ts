import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';

@nodeType('A write that the holder of a token asked for, stored before it ran.')
export class AuditEntry extends Node {
  readonly tokenKey!: string | null;

  @field(String, 'Name of the token, with the person that it acted for.') readonly viewer!: string;
  @field(String, "Id of the request: the reply's X-Request-Id, and requestId in the log.") readonly requestId!: string;
  @field(String, 'The mutation, or the path of an upload.') readonly action!: string;
  @field(GraphQLJSON, 'Its short arguments, without contents of files.') readonly arguments!: unknown;
  @nullable(
    String,
    "'OK', or the code of the error; null while it runs, if it did not run because an earlier field failed, and if the server ended meanwhile.",
  )
  readonly outcome!: string | null;
  @field(GraphQLDateTimeISO, 'When it was asked for.') readonly createdAt!: Date;
}

import { GraphQLDateTimeISO } from 'graphql-scalars';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';

@nodeType('A key for writes. Only a digest of it is stored: nobody can show its secret again.')
export class ApiToken extends Node {
  /** The row's key in the database; the API shows only `id`. */
  readonly key!: string;

  @field(String, 'What it is for, in the words of whoever made it.') readonly name!: string;
  @field(String, 'How the token begins: tells tokens apart without being secret.') readonly prefix!: string;
  @field([ApiTokenScope], 'What its holder may do.') readonly scopes!: readonly ApiTokenScope[];
  @field(GraphQLDateTimeISO, 'When it was made.') readonly createdAt!: Date;
  @nullable(GraphQLDateTimeISO, 'When it ends by itself; null = never.') readonly expiresAt!: Date | null;
  @nullable(GraphQLDateTimeISO, 'When it was last used, to a minute; null = never.') readonly lastUsedAt!: Date | null;
  @nullable(GraphQLDateTimeISO, 'When it was revoked; null = it was not.') readonly revokedAt!: Date | null;
}

import { GraphQLDateTimeISO } from 'graphql-scalars';
import { ObjectType } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { Node, nodeType } from '../../data/node.type.ts';
import { field, nullable } from '../../paging/field.ts';

@nodeType('A token for writes. Only a digest of its secret is stored, so the secret cannot be shown again.')
export class ApiToken extends Node {
  @field(String, 'Its purpose, as the creator described it.') readonly name!: string;
  @field(String, 'First characters of the token. They identify the token and are not secret.') readonly prefix!: string;
  @field([ApiTokenScope], 'Scopes: what the holder may do.') readonly scopes!: readonly ApiTokenScope[];
  @field(GraphQLDateTimeISO, 'Time of creation.') readonly createdAt!: Date;
  @nullable(GraphQLDateTimeISO, 'When it expires; null = never.') readonly expiresAt!: Date | null;
  @nullable(GraphQLDateTimeISO, 'When it was last used, with a precision of one minute; null = never.') readonly lastUsedAt!: Date | null;
  @nullable(GraphQLDateTimeISO, 'When it was revoked; null = it is not revoked.') readonly revokedAt!: Date | null;
}

/** The caller. */
@ObjectType('Viewer', { simpleResolvers: true, description: 'The caller.' })
export class ViewerType {
  @field(String, "Name of the token; 'anonymous' without one.") readonly name!: string;
  @field([ApiTokenScope], 'Scopes: what the caller may do, besides reading.') readonly scopes!: readonly ApiTokenScope[];
  @nullable(ApiToken, "The token; null without a token, and for the administrator's token, which is not stored.")
  readonly apiToken!: ApiToken | null;
}

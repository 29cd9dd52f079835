import { ObjectType } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { field, nullable } from '../../paging/field.ts';
import { ApiToken } from './api-token.type.ts';

/** The caller. */
@ObjectType('Viewer', { simpleResolvers: true, description: 'The caller.' })
export class ViewerType {
  @field(String, "Name of the token; 'anonymous' without one.") readonly name!: string;
  @field([ApiTokenScope], 'Scopes: what the caller may do, besides reading.') readonly scopes!: readonly ApiTokenScope[];
  @nullable(ApiToken, "The token; null without a token, and for the administrator's token, which is not stored.")
  readonly apiToken!: ApiToken | null;
}

import { ObjectType } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { field, nullable } from '../../paging/field.ts';
import { ApiToken } from './api-token.type.ts';

/** Who asks. */
@ObjectType('Viewer', { simpleResolvers: true, description: 'Who asks.' })
export class ViewerType {
  @field(String, "Name of the token; 'anonymous' without one.") readonly name!: string;
  @field([ApiTokenScope], 'What the token lets its holder do, besides reading.') readonly scopes!: readonly ApiTokenScope[];
  @nullable(ApiToken, "The token; null without one and for the administrator's, which is not stored.") readonly apiToken!: ApiToken | null;
}

import { Field, ObjectType } from 'type-graphql';
import { ApiTokenScope } from '../../access/api-token-scope.ts';
import { ApiToken } from './api-token.type.ts';

/** Who asks. */
@ObjectType('Viewer', { simpleResolvers: true, description: 'Who asks.' })
export class ViewerType {
  @Field(() => String, { description: "Name of the token; 'anonymous' without one." })
  readonly name!: string;

  @Field(() => [ApiTokenScope], { description: 'What the token lets its holder do, besides reading.' })
  readonly scopes!: readonly ApiTokenScope[];

  @Field(() => ApiToken, { nullable: true, description: "The token; null without one and for the administrator's, which is not stored." })
  readonly apiToken!: ApiToken | null;
}

import { ApiDescription } from './ApiDescription';

const description = new ApiDescription();
const comments = '/repos/acme/chat/issues/7/comments';

function faultsOf(method: string, path: string, body?: unknown, query = ''): string[] {
  const found = description.find(method, path);
  return found
    ? description.faultsOfRequest(found, { query: new URLSearchParams(query), body })
    : ['not described'];
}

describe('The description of the API of GitHub', () => {
  it.each([
    ['GET', comments, undefined, 'per_page=100&page=2', []],
    ['GET', comments, undefined, 'per_page=many', ['issues/list-comments: per_page must be integer']],
    ['GET', comments, undefined, 'size=1', ['issues/list-comments: unknown parameter size']],
    ['POST', comments, { body: 'hello' }, '', []],
    ['POST', comments, {}, '', [`issues/create-comment: body must have required property 'body'`]],
    ['POST', comments, { body: 'x', text: 'y' }, '', ['issues/create-comment: body/text is not known']],
    [
      'PATCH',
      '/repos/acme/chat/issues/comments/x',
      { body: 'x' },
      '',
      ['issues/update-comment: comment_id must be integer'],
    ],
    ['DELETE', comments, undefined, '', ['not described']],
  ])('of %s %s with %j and "%s" finds %j', (method, path, body, query, faults) => {
    expect(faultsOf(method, path, body, query)).toEqual(faults);
  });

  it('finds what is wrong in an answer', () => {
    const found = description.find('POST', comments)!;
    expect(description.faultsOfAnswer(found, 418, {})).toEqual([
      'issues/create-comment: 418 is no answer of it',
    ]);
    expect(description.faultsOfAnswer(found, 201, { id: '1' })).toEqual(
      expect.arrayContaining([
        'issues/create-comment: answer 201/id must be integer',
        expect.stringContaining("required property 'user'"),
      ]),
    );
  });
});

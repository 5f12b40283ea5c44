import { act, renderHook, waitFor } from '@testing-library/react';
import { useResource } from './useResource';

/** A function that answers when it is told to. */
function slowLoad() {
  const answers: { resolve: (value: string) => void; reject: (cause: Error) => void }[] = [];
  const load = jest.fn(() => new Promise<string>((resolve, reject) => answers.push({ resolve, reject })));
  return { load, answers };
}

describe('useResource', () => {
  it('shows what a slow backend answers, however often it is asked meanwhile', async () => {
    const { load, answers } = slowLoad();
    const { result } = renderHook(() => useResource(load));
    act(() => result.current.refresh());
    act(() => result.current.refresh());
    expect(load).toHaveBeenCalledTimes(1);
    act(() => answers[0]?.resolve('first'));
    await waitFor(() => expect(result.current.value).toBe('first'));

    act(() => result.current.refresh());
    expect(load).toHaveBeenCalledTimes(2);
    act(() => answers[1]?.reject(new Error('away')));
    await waitFor(() => expect(result.current.error).toEqual(new Error('away')));
    expect(result.current.value).toBe('first');
    act(() => result.current.refresh());
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('drops an answer that is out of date when it is asked to reload', async () => {
    const { load, answers } = slowLoad();
    const { result } = renderHook(() => useResource(load));
    act(() => result.current.reload());
    expect(load).toHaveBeenCalledTimes(2);
    act(() => answers[1]?.resolve('new'));
    act(() => answers[0]?.resolve('old'));
    await waitFor(() => expect(result.current.value).toBe('new'));
  });

  it('shows the former page while the next one is on its way, but not instead of one that failed', async () => {
    const [first, second] = [slowLoad(), slowLoad()];
    const { result, rerender } = renderHook(load => useResource(load), { initialProps: first.load });
    act(() => first.answers[0]?.resolve('page 1'));
    await waitFor(() => expect(result.current).toMatchObject({ value: 'page 1', isLoading: false }));

    rerender(second.load);
    expect(result.current).toMatchObject({ value: 'page 1', isLoading: true });
    act(() => second.answers[0]?.reject(new Error('away')));
    await waitFor(() => expect(result.current.error).toEqual(new Error('away')));
    expect(result.current).toMatchObject({ value: undefined, isLoading: false });
  });
});

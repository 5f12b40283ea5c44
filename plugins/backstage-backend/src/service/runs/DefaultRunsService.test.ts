import { Readable } from 'node:stream';
import { DefaultRunsService, type DefaultRunsServiceOptions } from './DefaultRunsService';

const runId = '5b1c1d1a-6f0e-4a52-9d0a-0c9b4d3a7e11';
const outputId = '0d5be8ff-7f8d-4ba3-a3b5-4a1d9a2f8a10';

describe('DefaultRunsService', () => {
  it('opens an output only when its download has been counted', async () => {
    const stored = { id: outputId, file: 'run/output' };
    const countDownload = jest.fn().mockRejectedValueOnce(new Error('The database is away.'));
    const open = jest.fn(async () => Readable.from([]));
    const service = new DefaultRunsService({
      outputs: { get: async () => stored, countDownload },
      files: { open },
    } as unknown as DefaultRunsServiceOptions);

    await expect(service.openOutput(runId, outputId)).rejects.toThrow('The database is away.');
    expect(open).not.toHaveBeenCalled();

    countDownload.mockResolvedValue({ id: outputId, downloads: 1 });
    expect((await service.openOutput(runId, outputId)).output).toEqual({ id: outputId, downloads: 1 });
    expect(open).toHaveBeenCalledWith('run/output');
    expect(await service.getOutput(runId, outputId)).toEqual({ id: outputId });
    expect(countDownload).toHaveBeenCalledTimes(2);
  });
});

import { decrypt, deriveKey, encrypt } from './aead';

const hex = (text: string) => Buffer.from(text, 'hex');

describe('AES-256-GCM', () => {
  // The GCM specification of McGrew and Viega, test cases 13, 14 and 16, which NIST took over.
  it.each([
    {
      key: '00'.repeat(32),
      nonce: '00'.repeat(12),
      plaintext: '',
      context: '',
      ciphertext: '',
      tag: '530f8afbc74536b9a963b4f1c4cb738b',
    },
    {
      key: '00'.repeat(32),
      nonce: '00'.repeat(12),
      plaintext: '00'.repeat(16),
      context: '',
      ciphertext: 'cea7403d4d606b6e074ec5d3baf39d18',
      tag: 'd0d1c8a799996bf0265b98b5d48ab919',
    },
    {
      key: 'feffe9928665731c6d6a8f9467308308'.repeat(2),
      nonce: 'cafebabefacedbaddecaf888',
      plaintext:
        'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
      context: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
      ciphertext:
        '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
      tag: '76fc6ece0f4e1768cddf8853bb2d551b',
    },
  ])('gives the tag $tag that the specification gives', vector => {
    const [key, nonce, context] = [hex(vector.key), hex(vector.nonce), hex(vector.context)];
    const encrypted = encrypt(key, nonce, hex(vector.plaintext), context);
    expect(encrypted.ciphertext.toString('hex')).toBe(vector.ciphertext);
    expect(encrypted.tag.toString('hex')).toBe(vector.tag);
    expect(decrypt(key, nonce, encrypted, context).toString('hex')).toBe(vector.plaintext);

    const shortened = { ...encrypted, tag: encrypted.tag.subarray(0, 12) };
    expect(() => decrypt(key, nonce, shortened, context)).toThrow();
    expect(() => decrypt(key, nonce, encrypted, hex('00'))).toThrow();
  });

  it('derives keys for different purposes that have nothing in common', () => {
    const key = Buffer.alloc(32, 7);
    const derived = [deriveKey(key, 'a'), deriveKey(key, 'b'), deriveKey(key, 'a', Buffer.from('salt'))];
    expect(new Set(derived.map(bytes => bytes.toString('hex'))).size).toBe(3);
    expect(deriveKey(key, 'a')).toEqual(derived[0]);
  });
});

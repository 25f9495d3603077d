#pragma once

/// libvips 8.14 or newer, loaded on first use. What is called is declared here, so that building
/// needs no headers of libvips or GLib, whose search paths SwiftPM cannot hand to a target that
/// does not link them.
///
/// Every function that returns int gives 0 when it worked; then the new image is the caller's, to
/// be freed with reel_vips_unref. After anything else reel_vips_error_text says what happened.

#include <stddef.h>

typedef struct _VipsImage VipsImage;

enum {
  REEL_VIPS_PNG = 0,
  REEL_VIPS_JPEG = 1,
  REEL_VIPS_WEBP = 2,
};

/// Values of VipsBandFormat and VipsInterpretation (vips/image.h).
enum {
  REEL_VIPS_UCHAR = 0,
  REEL_VIPS_FLOAT = 6,
  REEL_VIPS_BW = 1,
  REEL_VIPS_SRGB = 22,
};

/// Loads and initialises the library once: untrusted loaders blocked, one thread per call, no
/// operation cache, warnings not printed. NULL when it is there, else why not (a text to keep).
const char *reel_vips_load(void);

/// The errors since the last call, one per line; to be freed with reel_vips_free. May be NULL.
/// libvips keeps one text for all threads, so it may hold another thread's lines too.
char *reel_vips_error_text(void);
void reel_vips_free(void *memory);
void reel_vips_unref(VipsImage *image);

int reel_vips_width(VipsImage *image);
int reel_vips_height(VipsImage *image);
int reel_vips_bands(VipsImage *image);
int reel_vips_band_format(VipsImage *image);
int reel_vips_interpretation(VipsImage *image);
int reel_vips_has_alpha(VipsImage *image);
int reel_vips_has_field(VipsImage *image, const char *name);
int reel_vips_orientation(VipsImage *image);

/// Opens a file or bytes with the one loader of that kind; a broken or truncated picture is an
/// error when its pixels are read. The bytes must outlive the image.
int reel_vips_load_file(int kind, const char *path, int sequential, VipsImage **out);
int reel_vips_load_bytes(
    int kind, const void *bytes, size_t length, int sequential, VipsImage **out);
/// The encoded picture in memory, to be freed with reel_vips_free. Quality does not concern PNG.
int reel_vips_save(int kind, VipsImage *image, int quality, void **bytes, size_t *length);

int reel_vips_from_pixels(
    const void *pixels, size_t length, int width, int height, int bands, int band_format,
    VipsImage **out);
int reel_vips_pixels(VipsImage *image, void **pixels, size_t *length);
int reel_vips_copy_memory(VipsImage *image, VipsImage **out);
/// Reads every pixel once.
int reel_vips_read_all(VipsImage *image);

int reel_vips_autorot(VipsImage *image, VipsImage **out);
int reel_vips_colourspace(VipsImage *image, int interpretation, VipsImage **out);
int reel_vips_mark(VipsImage *image, int interpretation, VipsImage **out);
int reel_vips_cast_uchar(VipsImage *image, VipsImage **out);
int reel_vips_premultiply(VipsImage *image, VipsImage **out);
int reel_vips_unpremultiply(VipsImage *image, VipsImage **out);
int reel_vips_flatten(VipsImage *image, const double *background, int count, VipsImage **out);
/// Lanczos 3 where `smooth`, else linear.
int reel_vips_resize(VipsImage *image, double across, double down, int smooth, VipsImage **out);
int reel_vips_crop(VipsImage *image, int left, int top, int width, int height, VipsImage **out);
int reel_vips_embed(
    VipsImage *image, int left, int top, int width, int height, const double *background,
    int count, VipsImage **out);
int reel_vips_linear(
    VipsImage *image, const double *factors, const double *offsets, int count, VipsImage **out);
int reel_vips_add(VipsImage *left, VipsImage *right, VipsImage **out);
int reel_vips_join_bands(VipsImage *left, VipsImage *right, VipsImage **out);
int reel_vips_join_constant(VipsImage *image, double value, VipsImage **out);
int reel_vips_extract_bands(VipsImage *image, int first, int count, VipsImage **out);
/// A picture of one colour, as large as `image`.
int reel_vips_flat_like(VipsImage *image, const double *colour, int count, VipsImage **out);
/// `over` where `mask` is 255, `under` where it is 0, mixed between.
int reel_vips_blend(VipsImage *mask, VipsImage *over, VipsImage *under, VipsImage **out);
/// `markup` (Pango) as a mask of one band, broken to lines of at most `width` pixels.
int reel_vips_text(
    const char *markup, const char *font, int width, int spacing, VipsImage **out);

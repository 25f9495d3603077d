#include "cvips.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

typedef struct _VipsArrayDouble VipsArrayDouble;
typedef struct _VipsArea VipsArea;
typedef struct _VipsRegion VipsRegion;
/// vips/rect.h
typedef struct _VipsRect {
  int left, top, width, height;
} VipsRect;

/// Values of the library's enumerations (vips/foreign.h, conversion.h, resample.h, create.h).
enum {
  ACCESS_SEQUENTIAL = 1,
  FAIL_ON_ERROR = 2,
  SUBSAMPLE_OFF = 2,
  EXTEND_BACKGROUND = 5,
  KERNEL_LINEAR = 1,
  KERNEL_LANCZOS3 = 5,
  TEXT_WRAP_WORD_CHAR = 2,
  LOG_LEVEL_WARNING = 1 << 4,
};

/// How many lines are decoded at a time where the pixels are only looked at.
enum { STRIP_LINES = 64 };

/// Everything Reel calls: result, name, parameters.
#define FUNCTIONS(_) \
  _(int, vips_init, (const char *)) \
  _(void, vips_block_untrusted_set, (int)) \
  _(void, vips_concurrency_set, (int)) \
  _(void, vips_cache_set_max, (int)) \
  _(char *, vips_error_buffer_copy, (void)) \
  _(unsigned, g_log_set_handler, \
    (const char *, int, void (*)(const char *, int, const char *, void *), void *)) \
  _(void, g_object_unref, (void *)) \
  _(void, g_free, (void *)) \
  _(int, vips_image_get_width, (const VipsImage *)) \
  _(int, vips_image_get_height, (const VipsImage *)) \
  _(int, vips_image_get_bands, (const VipsImage *)) \
  _(int, vips_image_get_format, (const VipsImage *)) \
  _(int, vips_image_get_interpretation, (const VipsImage *)) \
  _(int, vips_image_hasalpha, (VipsImage *)) \
  _(size_t, vips_image_get_typeof, (const VipsImage *, const char *)) \
  _(int, vips_image_get_orientation, (VipsImage *)) \
  _(VipsImage *, vips_image_new_from_memory_copy, (const void *, size_t, int, int, int, int)) \
  _(VipsImage *, vips_image_new_from_image, (VipsImage *, const double *, int)) \
  _(void *, vips_image_write_to_memory, (VipsImage *, size_t *)) \
  _(VipsImage *, vips_image_copy_memory, (VipsImage *)) \
  _(VipsRegion *, vips_region_new, (VipsImage *)) \
  _(int, vips_region_prepare, (VipsRegion *, const VipsRect *)) \
  _(VipsArrayDouble *, vips_array_double_new, (const double *, int)) \
  _(void, vips_area_unref, (VipsArea *)) \
  _(int, vips_pngload, (const char *, VipsImage **, ...)) \
  _(int, vips_jpegload, (const char *, VipsImage **, ...)) \
  _(int, vips_webpload, (const char *, VipsImage **, ...)) \
  _(int, vips_pngload_buffer, (void *, size_t, VipsImage **, ...)) \
  _(int, vips_jpegload_buffer, (void *, size_t, VipsImage **, ...)) \
  _(int, vips_webpload_buffer, (void *, size_t, VipsImage **, ...)) \
  _(int, vips_pngsave_buffer, (VipsImage *, void **, size_t *, ...)) \
  _(int, vips_jpegsave_buffer, (VipsImage *, void **, size_t *, ...)) \
  _(int, vips_webpsave_buffer, (VipsImage *, void **, size_t *, ...)) \
  _(int, vips_autorot, (VipsImage *, VipsImage **, ...)) \
  _(int, vips_colourspace, (VipsImage *, VipsImage **, int, ...)) \
  _(int, vips_copy, (VipsImage *, VipsImage **, ...)) \
  _(int, vips_cast_uchar, (VipsImage *, VipsImage **, ...)) \
  _(int, vips_premultiply, (VipsImage *, VipsImage **, ...)) \
  _(int, vips_unpremultiply, (VipsImage *, VipsImage **, ...)) \
  _(int, vips_flatten, (VipsImage *, VipsImage **, ...)) \
  _(int, vips_resize, (VipsImage *, VipsImage **, double, ...)) \
  _(int, vips_extract_area, (VipsImage *, VipsImage **, int, int, int, int, ...)) \
  _(int, vips_embed, (VipsImage *, VipsImage **, int, int, int, int, ...)) \
  _(int, vips_linear, (VipsImage *, VipsImage **, const double *, const double *, int, ...)) \
  _(int, vips_add, (VipsImage *, VipsImage *, VipsImage **, ...)) \
  _(int, vips_bandjoin2, (VipsImage *, VipsImage *, VipsImage **, ...)) \
  _(int, vips_bandjoin_const1, (VipsImage *, VipsImage **, double, ...)) \
  _(int, vips_extract_band, (VipsImage *, VipsImage **, int, ...)) \
  _(int, vips_ifthenelse, (VipsImage *, VipsImage *, VipsImage *, VipsImage **, ...)) \
  _(int, vips_text, (VipsImage **, const char *, ...))

#define MEMBER(result, name, parameters) result(*name) parameters;
static struct {
  FUNCTIONS(MEMBER)
} vips;

#ifdef __APPLE__
static const char *const library_names[] = {"libvips.42.dylib", "libvips.dylib"};
#else
static const char *const library_names[] = {"libvips.so.42", "libvips.so"};
#endif

static pthread_once_t once = PTHREAD_ONCE_INIT;
static char failure[512];

/// libvips reports what matters as errors; its warnings would land in the middle of Reel's output.
static void drop_message(const char *domain, int level, const char *text, void *context) {
  (void)domain, (void)level, (void)text, (void)context;
}

static void load(void) {
  void *library = NULL;
  for (size_t i = 0; library == NULL && i < sizeof library_names / sizeof *library_names; i++) {
    library = dlopen(library_names[i], RTLD_NOW | RTLD_LOCAL);
  }
  if (library == NULL) {
    const char *reason = dlerror();
    snprintf(failure, sizeof failure, "%s", reason ? reason : "the library cannot be opened");
    return;
  }
  // ISO C has no cast from void * to a function pointer; POSIX promises that the bits agree.
#define RESOLVE(result, name, parameters) \
  *(void **)(&vips.name) = dlsym(library, #name); \
  if (vips.name == NULL) { \
    snprintf(failure, sizeof failure, "libvips has no %s; 8.14 or newer is needed", #name); \
    return; \
  }
  FUNCTIONS(RESOLVE)
  vips.g_log_set_handler("VIPS", LOG_LEVEL_WARNING, drop_message, NULL);
  if (vips.vips_init("reel") != 0) {
    char *text = vips.vips_error_buffer_copy();
    snprintf(failure, sizeof failure, "libvips does not start: %s", text ? text : "no reason");
    vips.g_free(text);
    return;
  }
  vips.vips_block_untrusted_set(1);
  vips.vips_concurrency_set(1);
  vips.vips_cache_set_max(0);
}

const char *reel_vips_load(void) {
  pthread_once(&once, load);
  return failure[0] == '\0' ? NULL : failure;
}

char *reel_vips_error_text(void) { return vips.vips_error_buffer_copy(); }
void reel_vips_free(void *memory) { vips.g_free(memory); }
void reel_vips_unref(VipsImage *image) { vips.g_object_unref(image); }

int reel_vips_width(VipsImage *image) { return vips.vips_image_get_width(image); }
int reel_vips_height(VipsImage *image) { return vips.vips_image_get_height(image); }
int reel_vips_bands(VipsImage *image) { return vips.vips_image_get_bands(image); }
int reel_vips_band_format(VipsImage *image) { return vips.vips_image_get_format(image); }
int reel_vips_interpretation(VipsImage *image) {
  return vips.vips_image_get_interpretation(image);
}
int reel_vips_has_alpha(VipsImage *image) { return vips.vips_image_hasalpha(image); }
int reel_vips_has_field(VipsImage *image, const char *name) {
  return vips.vips_image_get_typeof(image, name) != 0;
}
int reel_vips_orientation(VipsImage *image) { return vips.vips_image_get_orientation(image); }

int reel_vips_load_file(int kind, const char *path, int sequential, VipsImage **out) {
  int access = sequential ? ACCESS_SEQUENTIAL : 0;
  int (*loader)(const char *, VipsImage **, ...) = kind == REEL_VIPS_PNG ? vips.vips_pngload
      : kind == REEL_VIPS_JPEG                                           ? vips.vips_jpegload
                                                                         : vips.vips_webpload;
  return loader(path, out, "access", access, "fail_on", FAIL_ON_ERROR, NULL);
}

int reel_vips_load_bytes(
    int kind, const void *bytes, size_t length, int sequential, VipsImage **out) {
  int access = sequential ? ACCESS_SEQUENTIAL : 0;
  int (*loader)(void *, size_t, VipsImage **, ...) = kind == REEL_VIPS_PNG
      ? vips.vips_pngload_buffer
      : kind == REEL_VIPS_JPEG ? vips.vips_jpegload_buffer
                               : vips.vips_webpload_buffer;
  // The library only reads them, its signature says otherwise for old callers' sake.
  return loader(
      (void *)(uintptr_t)bytes, length, out, "access", access, "fail_on", FAIL_ON_ERROR, NULL);
}

int reel_vips_save(int kind, VipsImage *image, int quality, void **bytes, size_t *length) {
  switch (kind) {
    case REEL_VIPS_PNG:
      return vips.vips_pngsave_buffer(image, bytes, length, NULL);
    case REEL_VIPS_JPEG:
      return vips.vips_jpegsave_buffer(
          image, bytes, length, "Q", quality, "subsample_mode", SUBSAMPLE_OFF, "optimize_coding", 1,
          NULL);
    default:
      return vips.vips_webpsave_buffer(image, bytes, length, "Q", quality, NULL);
  }
}

int reel_vips_from_pixels(
    const void *pixels, size_t length, int width, int height, int bands, int band_format,
    VipsImage **out) {
  *out = vips.vips_image_new_from_memory_copy(pixels, length, width, height, bands, band_format);
  return *out == NULL ? -1 : 0;
}

int reel_vips_pixels(VipsImage *image, void **pixels, size_t *length) {
  *pixels = vips.vips_image_write_to_memory(image, length);
  return *pixels == NULL ? -1 : 0;
}

int reel_vips_copy_memory(VipsImage *image, VipsImage **out) {
  *out = vips.vips_image_copy_memory(image);
  return *out == NULL ? -1 : 0;
}

int reel_vips_read_all(VipsImage *image) {
  // By this thread alone: an operation over all pixels would hand each piece to a thread of its own.
  VipsRegion *region = vips.vips_region_new(image);
  if (region == NULL) return -1;
  int status = 0;
  int width = vips.vips_image_get_width(image);
  int height = vips.vips_image_get_height(image);
  for (int top = 0; top < height && status == 0; top += STRIP_LINES) {
    int rest = height - top;
    VipsRect strip = {0, top, width, rest < STRIP_LINES ? rest : STRIP_LINES};
    status = vips.vips_region_prepare(region, &strip);
  }
  vips.g_object_unref(region);
  return status;
}

int reel_vips_autorot(VipsImage *image, VipsImage **out) {
  return vips.vips_autorot(image, out, NULL);
}

int reel_vips_colourspace(VipsImage *image, int interpretation, VipsImage **out) {
  return vips.vips_colourspace(image, out, interpretation, NULL);
}

int reel_vips_mark(VipsImage *image, int interpretation, VipsImage **out) {
  return vips.vips_copy(image, out, "interpretation", interpretation, NULL);
}

int reel_vips_cast_uchar(VipsImage *image, VipsImage **out) {
  return vips.vips_cast_uchar(image, out, NULL);
}

int reel_vips_premultiply(VipsImage *image, VipsImage **out) {
  return vips.vips_premultiply(image, out, NULL);
}

int reel_vips_unpremultiply(VipsImage *image, VipsImage **out) {
  return vips.vips_unpremultiply(image, out, NULL);
}

int reel_vips_flatten(VipsImage *image, const double *background, int count, VipsImage **out) {
  VipsArrayDouble *array = vips.vips_array_double_new(background, count);
  int status = vips.vips_flatten(image, out, "background", array, NULL);
  vips.vips_area_unref((VipsArea *)array);
  return status;
}

int reel_vips_resize(VipsImage *image, double across, double down, int smooth, VipsImage **out) {
  int kernel = smooth ? KERNEL_LANCZOS3 : KERNEL_LINEAR;
  return vips.vips_resize(image, out, across, "vscale", down, "kernel", kernel, NULL);
}

int reel_vips_crop(VipsImage *image, int left, int top, int width, int height, VipsImage **out) {
  return vips.vips_extract_area(image, out, left, top, width, height, NULL);
}

int reel_vips_embed(
    VipsImage *image, int left, int top, int width, int height, const double *background,
    int count, VipsImage **out) {
  VipsArrayDouble *array = vips.vips_array_double_new(background, count);
  int status = vips.vips_embed(
      image, out, left, top, width, height, "extend", EXTEND_BACKGROUND, "background", array,
      NULL);
  vips.vips_area_unref((VipsArea *)array);
  return status;
}

int reel_vips_linear(
    VipsImage *image, const double *factors, const double *offsets, int count, VipsImage **out) {
  return vips.vips_linear(image, out, factors, offsets, count, NULL);
}

int reel_vips_add(VipsImage *left, VipsImage *right, VipsImage **out) {
  return vips.vips_add(left, right, out, NULL);
}

int reel_vips_join_bands(VipsImage *left, VipsImage *right, VipsImage **out) {
  return vips.vips_bandjoin2(left, right, out, NULL);
}

int reel_vips_join_constant(VipsImage *image, double value, VipsImage **out) {
  return vips.vips_bandjoin_const1(image, out, value, NULL);
}

int reel_vips_extract_bands(VipsImage *image, int first, int count, VipsImage **out) {
  return vips.vips_extract_band(image, out, first, "n", count, NULL);
}

int reel_vips_flat_like(VipsImage *image, const double *colour, int count, VipsImage **out) {
  *out = vips.vips_image_new_from_image(image, colour, count);
  return *out == NULL ? -1 : 0;
}

int reel_vips_blend(VipsImage *mask, VipsImage *over, VipsImage *under, VipsImage **out) {
  return vips.vips_ifthenelse(mask, over, under, out, "blend", 1, NULL);
}

int reel_vips_text(
    const char *markup, const char *font, int width, int spacing, VipsImage **out) {
  return vips.vips_text(
      out, markup, "font", font, "width", width, "spacing", spacing, "dpi", 72, "wrap",
      TEXT_WRAP_WORD_CHAR, NULL);
}

#ifndef CJSON_SHIM_H
#define CJSON_SHIM_H
#ifdef __cplusplus
extern "C" {
#endif
int cj_version(void);
#ifdef __cplusplus
}
#endif
#endif

/// Names and colours of FreeSurfer's parcels, by scripts/colour-table.py.
///
/// As `FreeSurferColorLUT.txt` has them, of the newest FreeSurfer that has a label.
enum FreeSurferParcels {
  /// A line begins with a label; entries are names with colours, of labels one after another.
  static let rows = """
    1000 ctx-lh-unknown#190519 ctx-lh-bankssts#196428 ctx-lh-caudalanteriorcingulate#7d64a0
    1003 ctx-lh-caudalmiddlefrontal#641900 ctx-lh-corpuscallosum#784632 ctx-lh-cuneus#dc1464
    1006 ctx-lh-entorhinal#dc140a ctx-lh-fusiform#b4dc8c ctx-lh-inferiorparietal#dc3cdc
    1009 ctx-lh-inferiortemporal#b42878 ctx-lh-isthmuscingulate#8c148c
    1011 ctx-lh-lateraloccipital#141e8c ctx-lh-lateralorbitofrontal#234b32 ctx-lh-lingual#e18c8c
    1014 ctx-lh-medialorbitofrontal#c8234b ctx-lh-middletemporal#a06432
    1016 ctx-lh-parahippocampal#14dc3c ctx-lh-paracentral#3cdc3c ctx-lh-parsopercularis#dcb48c
    1019 ctx-lh-parsorbitalis#146432 ctx-lh-parstriangularis#dc3c14 ctx-lh-pericalcarine#78643c
    1022 ctx-lh-postcentral#dc1414 ctx-lh-posteriorcingulate#dcb4dc ctx-lh-precentral#3c14dc
    1025 ctx-lh-precuneus#a08cb4 ctx-lh-rostralanteriorcingulate#50148c
    1027 ctx-lh-rostralmiddlefrontal#4b327d ctx-lh-superiorfrontal#14dca0
    1029 ctx-lh-superiorparietal#14b48c ctx-lh-superiortemporal#8cdcdc ctx-lh-supramarginal#50a014
    1032 ctx-lh-frontalpole#640064 ctx-lh-temporalpole#464646 ctx-lh-transversetemporal#9696c8
    1035 ctx-lh-insula#ffc020
    1100 ctx-lh-Unknown#000000 ctx-lh-Corpus_callosum#323232
    1102 ctx-lh-G_and_S_Insula_ONLY_AVERAGE#b4141e ctx-lh-G_cingulate-Isthmus#3c1919
    1104 ctx-lh-G_cingulate-Main_part#193c3c ctx-lh-G_cuneus#b41414
    1106 ctx-lh-G_frontal_inf-Opercular_part#dc1464 ctx-lh-G_frontal_inf-Orbital_part#8c3c3c
    1108 ctx-lh-G_frontal_inf-Triangular_part#b4dc8c ctx-lh-G_frontal_middle#8c64b4
    1110 ctx-lh-G_frontal_superior#b4148c ctx-lh-G_frontomarginal#8c148c
    1112 ctx-lh-G_insular_long#150a0a ctx-lh-G_insular_short#e18c8c
    1114 ctx-lh-G_and_S_occipital_inferior#173cb4 ctx-lh-G_occipital_middle#b43cb4
    1116 ctx-lh-G_occipital_superior#14dc3c ctx-lh-G_occipit-temp_lat-Or_fusiform#3c148c
    1118 ctx-lh-G_occipit-temp_med-Lingual_part#dcb48c
    1119 ctx-lh-G_occipit-temp_med-Parahippocampal_part#416414 ctx-lh-G_orbital#dc3c14
    1121 ctx-lh-G_paracentral#3c643c ctx-lh-G_parietal_inferior-Angular_part#143cdc
    1123 ctx-lh-G_parietal_inferior-Supramarginal_part#64643c ctx-lh-G_parietal_superior#dcb4dc
    1125 ctx-lh-G_postcentral#14b48c ctx-lh-G_precentral#3c8cb4 ctx-lh-G_precuneus#19148c
    1128 ctx-lh-G_rectus#143c64 ctx-lh-G_subcallosal#3cdc14 ctx-lh-G_subcentral#3c14dc
    1131 ctx-lh-G_temporal_inferior#dcdc64 ctx-lh-G_temporal_middle#b43c3c
    1133 ctx-lh-G_temp_sup-G_temp_transv_and_interm_S#3c3cdc
    1134 ctx-lh-G_temp_sup-Lateral_aspect#dc3cdc ctx-lh-G_temp_sup-Planum_polare#41dc3c
    1136 ctx-lh-G_temp_sup-Planum_tempolare#198c14 ctx-lh-G_and_S_transverse_frontopolar#0d00fa
    1138 ctx-lh-Lat_Fissure-ant_sgt-ramus_horizontal#3d14dc
    1139 ctx-lh-Lat_Fissure-ant_sgt-ramus_vertical#3d143c ctx-lh-Lat_Fissure-post_sgt#3d3c64
    1141 ctx-lh-Medial_wall#191919 ctx-lh-Pole_occipital#8c143c ctx-lh-Pole_temporal#dcb414
    1144 ctx-lh-S_calcarine#3fb4b4 ctx-lh-S_central#dd140a ctx-lh-S_central_insula#15dc14
    1147 ctx-lh-S_cingulate-Main_part_and_Intracingulate#b76414
    1148 ctx-lh-S_cingulate-Marginalis_part#dd1464 ctx-lh-S_circular_insula_anterior#dd3c8c
    1150 ctx-lh-S_circular_insula_inferior#dd14dc ctx-lh-S_circular_insula_superior#3ddcdc
    1152 ctx-lh-S_collateral_transverse_ant#64c8c8 ctx-lh-S_collateral_transverse_post#0ac8c8
    1154 ctx-lh-S_frontal_inferior#dddc14 ctx-lh-S_frontal_middle#8d1464
    1156 ctx-lh-S_frontal_superior#3ddc64 ctx-lh-S_frontomarginal#15dc3c
    1158 ctx-lh-S_intermedius_primus-Jensen#8d3c14
    1159 ctx-lh-S_intraparietal-and_Parietal_transverse#8f14dc ctx-lh-S_occipital_anterior#3d14b4
    1161 ctx-lh-S_occipital_middle_and_Lunatus#653cdc
    1162 ctx-lh-S_occipital_superior_and_transversalis#15148c
    1163 ctx-lh-S_occipito-temporal_lateral#dd8c14
    1164 ctx-lh-S_occipito-temporal_medial_and_S_Lingual#8d64dc ctx-lh-S_orbital-H_shapped#651414
    1166 ctx-lh-S_orbital_lateral#dd6414 ctx-lh-S_orbital_medial-Or_olfactory#b5c814
    1168 ctx-lh-S_paracentral#15b48c ctx-lh-S_parieto_occipital#6564b4 ctx-lh-S_pericallosal#b5dc14
    1171 ctx-lh-S_postcentral#158cc8 ctx-lh-S_precentral-Inferior-part#1514f0
    1173 ctx-lh-S_precentral-Superior-part#1514c8 ctx-lh-S_subcentral_ant#3db43c
    1175 ctx-lh-S_subcentral_post#3db4fa ctx-lh-S_suborbital#15143c ctx-lh-S_subparietal#653c3c
    1178 ctx-lh-S_supracingulate#15dcdc ctx-lh-S_temporal_inferior#15b4b4
    1180 ctx-lh-S_temporal_superior#dfdc3c ctx-lh-S_temporal_transverse#dd3c3c
    1200 ctx-lh-G_cingulate-caudal_ACC#193c3d ctx-lh-G_cingulate-rostral_ACC#195a3c
    1202 ctx-lh-G_cingulate-posterior#19783c
    1205 ctx-lh-S_cingulate-caudal_ACC#19963c ctx-lh-S_cingulate-rostral_ACC#19b43c
    1207 ctx-lh-S_cingulate-posterior#19d23c
    1210 ctx-lh-S_pericallosal-caudal#19965a ctx-lh-S_pericallosal-rostral#19b45a
    1212 ctx-lh-S_pericallosal-posterior#19d25a
    1301 ctx-lh-frontal-lobe#196428
    1303 ctx-lh-cingulate-lobe#641900 ctx-lh-occipital-lobe#784632 ctx-lh-temporal-lobe#dc1464
    1306 ctx-lh-parietal-lobe#dc140a ctx-lh-insula-lobe#ffc020
    2000 ctx-rh-unknown#190519 ctx-rh-bankssts#196428 ctx-rh-caudalanteriorcingulate#7d64a0
    2003 ctx-rh-caudalmiddlefrontal#641900 ctx-rh-corpuscallosum#784632 ctx-rh-cuneus#dc1464
    2006 ctx-rh-entorhinal#dc140a ctx-rh-fusiform#b4dc8c ctx-rh-inferiorparietal#dc3cdc
    2009 ctx-rh-inferiortemporal#b42878 ctx-rh-isthmuscingulate#8c148c
    2011 ctx-rh-lateraloccipital#141e8c ctx-rh-lateralorbitofrontal#234b32 ctx-rh-lingual#e18c8c
    2014 ctx-rh-medialorbitofrontal#c8234b ctx-rh-middletemporal#a06432
    2016 ctx-rh-parahippocampal#14dc3c ctx-rh-paracentral#3cdc3c ctx-rh-parsopercularis#dcb48c
    2019 ctx-rh-parsorbitalis#146432 ctx-rh-parstriangularis#dc3c14 ctx-rh-pericalcarine#78643c
    2022 ctx-rh-postcentral#dc1414 ctx-rh-posteriorcingulate#dcb4dc ctx-rh-precentral#3c14dc
    2025 ctx-rh-precuneus#a08cb4 ctx-rh-rostralanteriorcingulate#50148c
    2027 ctx-rh-rostralmiddlefrontal#4b327d ctx-rh-superiorfrontal#14dca0
    2029 ctx-rh-superiorparietal#14b48c ctx-rh-superiortemporal#8cdcdc ctx-rh-supramarginal#50a014
    2032 ctx-rh-frontalpole#640064 ctx-rh-temporalpole#464646 ctx-rh-transversetemporal#9696c8
    2035 ctx-rh-insula#ffc020
    2100 ctx-rh-Unknown#000000 ctx-rh-Corpus_callosum#323232
    2102 ctx-rh-G_and_S_Insula_ONLY_AVERAGE#b4141e ctx-rh-G_cingulate-Isthmus#3c1919
    2104 ctx-rh-G_cingulate-Main_part#193c3c ctx-rh-G_cuneus#b41414
    2106 ctx-rh-G_frontal_inf-Opercular_part#dc1464 ctx-rh-G_frontal_inf-Orbital_part#8c3c3c
    2108 ctx-rh-G_frontal_inf-Triangular_part#b4dc8c ctx-rh-G_frontal_middle#8c64b4
    2110 ctx-rh-G_frontal_superior#b4148c ctx-rh-G_frontomarginal#8c148c
    2112 ctx-rh-G_insular_long#150a0a ctx-rh-G_insular_short#e18c8c
    2114 ctx-rh-G_and_S_occipital_inferior#173cb4 ctx-rh-G_occipital_middle#b43cb4
    2116 ctx-rh-G_occipital_superior#14dc3c ctx-rh-G_occipit-temp_lat-Or_fusiform#3c148c
    2118 ctx-rh-G_occipit-temp_med-Lingual_part#dcb48c
    2119 ctx-rh-G_occipit-temp_med-Parahippocampal_part#416414 ctx-rh-G_orbital#dc3c14
    2121 ctx-rh-G_paracentral#3c643c ctx-rh-G_parietal_inferior-Angular_part#143cdc
    2123 ctx-rh-G_parietal_inferior-Supramarginal_part#64643c ctx-rh-G_parietal_superior#dcb4dc
    2125 ctx-rh-G_postcentral#14b48c ctx-rh-G_precentral#3c8cb4 ctx-rh-G_precuneus#19148c
    2128 ctx-rh-G_rectus#143c64 ctx-rh-G_subcallosal#3cdc14 ctx-rh-G_subcentral#3c14dc
    2131 ctx-rh-G_temporal_inferior#dcdc64 ctx-rh-G_temporal_middle#b43c3c
    2133 ctx-rh-G_temp_sup-G_temp_transv_and_interm_S#3c3cdc
    2134 ctx-rh-G_temp_sup-Lateral_aspect#dc3cdc ctx-rh-G_temp_sup-Planum_polare#41dc3c
    2136 ctx-rh-G_temp_sup-Planum_tempolare#198c14 ctx-rh-G_and_S_transverse_frontopolar#0d00fa
    2138 ctx-rh-Lat_Fissure-ant_sgt-ramus_horizontal#3d14dc
    2139 ctx-rh-Lat_Fissure-ant_sgt-ramus_vertical#3d143c ctx-rh-Lat_Fissure-post_sgt#3d3c64
    2141 ctx-rh-Medial_wall#191919 ctx-rh-Pole_occipital#8c143c ctx-rh-Pole_temporal#dcb414
    2144 ctx-rh-S_calcarine#3fb4b4 ctx-rh-S_central#dd140a ctx-rh-S_central_insula#15dc14
    2147 ctx-rh-S_cingulate-Main_part_and_Intracingulate#b76414
    2148 ctx-rh-S_cingulate-Marginalis_part#dd1464 ctx-rh-S_circular_insula_anterior#dd3c8c
    2150 ctx-rh-S_circular_insula_inferior#dd14dc ctx-rh-S_circular_insula_superior#3ddcdc
    2152 ctx-rh-S_collateral_transverse_ant#64c8c8 ctx-rh-S_collateral_transverse_post#0ac8c8
    2154 ctx-rh-S_frontal_inferior#dddc14 ctx-rh-S_frontal_middle#8d1464
    2156 ctx-rh-S_frontal_superior#3ddc64 ctx-rh-S_frontomarginal#15dc3c
    2158 ctx-rh-S_intermedius_primus-Jensen#8d3c14
    2159 ctx-rh-S_intraparietal-and_Parietal_transverse#8f14dc ctx-rh-S_occipital_anterior#3d14b4
    2161 ctx-rh-S_occipital_middle_and_Lunatus#653cdc
    2162 ctx-rh-S_occipital_superior_and_transversalis#15148c
    2163 ctx-rh-S_occipito-temporal_lateral#dd8c14
    2164 ctx-rh-S_occipito-temporal_medial_and_S_Lingual#8d64dc ctx-rh-S_orbital-H_shapped#651414
    2166 ctx-rh-S_orbital_lateral#dd6414 ctx-rh-S_orbital_medial-Or_olfactory#b5c814
    2168 ctx-rh-S_paracentral#15b48c ctx-rh-S_parieto_occipital#6564b4 ctx-rh-S_pericallosal#b5dc14
    2171 ctx-rh-S_postcentral#158cc8 ctx-rh-S_precentral-Inferior-part#1514f0
    2173 ctx-rh-S_precentral-Superior-part#1514c8 ctx-rh-S_subcentral_ant#3db43c
    2175 ctx-rh-S_subcentral_post#3db4fa ctx-rh-S_suborbital#15143c ctx-rh-S_subparietal#653c3c
    2178 ctx-rh-S_supracingulate#15dcdc ctx-rh-S_temporal_inferior#15b4b4
    2180 ctx-rh-S_temporal_superior#dfdc3c ctx-rh-S_temporal_transverse#dd3c3c
    2200 ctx-rh-G_cingulate-caudal_ACC#193c3d ctx-rh-G_cingulate-rostral_ACC#195a3c
    2202 ctx-rh-G_cingulate-posterior#19783c
    2205 ctx-rh-S_cingulate-caudal_ACC#19963c ctx-rh-S_cingulate-rostral_ACC#19b43c
    2207 ctx-rh-S_cingulate-posterior#19d23c
    2210 ctx-rh-S_pericallosal-caudal#19965a ctx-rh-S_pericallosal-rostral#19b45a
    2212 ctx-rh-S_pericallosal-posterior#19d25a
    2301 ctx-rh-frontal-lobe#196428
    2303 ctx-rh-cingulate-lobe#641900 ctx-rh-occipital-lobe#784632 ctx-rh-temporal-lobe#dc1464
    2306 ctx-rh-parietal-lobe#dc140a ctx-rh-insula-lobe#ffc020
    3000 wm-lh-unknown#e6fae6 wm-lh-bankssts#e69bd7 wm-lh-caudalanteriorcingulate#829b5f
    3003 wm-lh-caudalmiddlefrontal#9be6ff wm-lh-corpuscallosum#87b9cd wm-lh-cuneus#23eb9b
    3006 wm-lh-entorhinal#23ebf5 wm-lh-fusiform#4b2373 wm-lh-inferiorparietal#23c323
    3009 wm-lh-inferiortemporal#4bd787 wm-lh-isthmuscingulate#73eb73 wm-lh-lateraloccipital#ebe173
    3012 wm-lh-lateralorbitofrontal#dcb4cd wm-lh-lingual#1e7373 wm-lh-medialorbitofrontal#37dcb4
    3015 wm-lh-middletemporal#5f9bcd wm-lh-parahippocampal#eb23c3 wm-lh-paracentral#c323c3
    3018 wm-lh-parsopercularis#234b73 wm-lh-parsorbitalis#eb9bcd wm-lh-parstriangularis#23c3eb
    3021 wm-lh-pericalcarine#879bc3 wm-lh-postcentral#23ebeb wm-lh-posteriorcingulate#234b23
    3024 wm-lh-precentral#c3eb23 wm-lh-precuneus#5f734b wm-lh-rostralanteriorcingulate#afeb73
    3027 wm-lh-rostralmiddlefrontal#b4cd82 wm-lh-superiorfrontal#eb235f
    3029 wm-lh-superiorparietal#eb4b73 wm-lh-superiortemporal#732323 wm-lh-supramarginal#af5feb
    3032 wm-lh-frontalpole#9bff9b wm-lh-temporalpole#b9b9b9 wm-lh-transversetemporal#696937
    3035 wm-lh-insula#14dca0
    3100 wm-lh-Unknown#000000 wm-lh-Corpus_callosum#323232 wm-lh-G_and_S_Insula_ONLY_AVERAGE#b4141e
    3103 wm-lh-G_cingulate-Isthmus#3c1919 wm-lh-G_cingulate-Main_part#193c3c wm-lh-G_cuneus#b41414
    3106 wm-lh-G_frontal_inf-Opercular_part#dc1464 wm-lh-G_frontal_inf-Orbital_part#8c3c3c
    3108 wm-lh-G_frontal_inf-Triangular_part#b4dc8c wm-lh-G_frontal_middle#8c64b4
    3110 wm-lh-G_frontal_superior#b4148c wm-lh-G_frontomarginal#8c148c wm-lh-G_insular_long#150a0a
    3113 wm-lh-G_insular_short#e18c8c wm-lh-G_and_S_occipital_inferior#173cb4
    3115 wm-lh-G_occipital_middle#b43cb4 wm-lh-G_occipital_superior#14dc3c
    3117 wm-lh-G_occipit-temp_lat-Or_fusiform#3c148c wm-lh-G_occipit-temp_med-Lingual_part#dcb48c
    3119 wm-lh-G_occipit-temp_med-Parahippocampal_part#416414 wm-lh-G_orbital#dc3c14
    3121 wm-lh-G_paracentral#3c643c wm-lh-G_parietal_inferior-Angular_part#143cdc
    3123 wm-lh-G_parietal_inferior-Supramarginal_part#64643c wm-lh-G_parietal_superior#dcb4dc
    3125 wm-lh-G_postcentral#14b48c wm-lh-G_precentral#3c8cb4 wm-lh-G_precuneus#19148c
    3128 wm-lh-G_rectus#143c64 wm-lh-G_subcallosal#3cdc14 wm-lh-G_subcentral#3c14dc
    3131 wm-lh-G_temporal_inferior#dcdc64 wm-lh-G_temporal_middle#b43c3c
    3133 wm-lh-G_temp_sup-G_temp_transv_and_interm_S#3c3cdc wm-lh-G_temp_sup-Lateral_aspect#dc3cdc
    3135 wm-lh-G_temp_sup-Planum_polare#41dc3c wm-lh-G_temp_sup-Planum_tempolare#198c14
    3137 wm-lh-G_and_S_transverse_frontopolar#0d00fa
    3138 wm-lh-Lat_Fissure-ant_sgt-ramus_horizontal#3d14dc
    3139 wm-lh-Lat_Fissure-ant_sgt-ramus_vertical#3d143c wm-lh-Lat_Fissure-post_sgt#3d3c64
    3141 wm-lh-Medial_wall#191919 wm-lh-Pole_occipital#8c143c wm-lh-Pole_temporal#dcb414
    3144 wm-lh-S_calcarine#3fb4b4 wm-lh-S_central#dd140a wm-lh-S_central_insula#15dc14
    3147 wm-lh-S_cingulate-Main_part_and_Intracingulate#b76414
    3148 wm-lh-S_cingulate-Marginalis_part#dd1464 wm-lh-S_circular_insula_anterior#dd3c8c
    3150 wm-lh-S_circular_insula_inferior#dd14dc wm-lh-S_circular_insula_superior#3ddcdc
    3152 wm-lh-S_collateral_transverse_ant#64c8c8 wm-lh-S_collateral_transverse_post#0ac8c8
    3154 wm-lh-S_frontal_inferior#dddc14 wm-lh-S_frontal_middle#8d1464
    3156 wm-lh-S_frontal_superior#3ddc64 wm-lh-S_frontomarginal#15dc3c
    3158 wm-lh-S_intermedius_primus-Jensen#8d3c14
    3159 wm-lh-S_intraparietal-and_Parietal_transverse#8f14dc wm-lh-S_occipital_anterior#3d14b4
    3161 wm-lh-S_occipital_middle_and_Lunatus#653cdc
    3162 wm-lh-S_occipital_superior_and_transversalis#15148c
    3163 wm-lh-S_occipito-temporal_lateral#dd8c14
    3164 wm-lh-S_occipito-temporal_medial_and_S_Lingual#8d64dc wm-lh-S_orbital-H_shapped#651414
    3166 wm-lh-S_orbital_lateral#dd6414 wm-lh-S_orbital_medial-Or_olfactory#b5c814
    3168 wm-lh-S_paracentral#15b48c wm-lh-S_parieto_occipital#6564b4 wm-lh-S_pericallosal#b5dc14
    3171 wm-lh-S_postcentral#158cc8 wm-lh-S_precentral-Inferior-part#1514f0
    3173 wm-lh-S_precentral-Superior-part#1514c8 wm-lh-S_subcentral_ant#3db43c
    3175 wm-lh-S_subcentral_post#3db4fa wm-lh-S_suborbital#15143c wm-lh-S_subparietal#653c3c
    3178 wm-lh-S_supracingulate#15dcdc wm-lh-S_temporal_inferior#15b4b4
    3180 wm-lh-S_temporal_superior#dfdc3c wm-lh-S_temporal_transverse#dd3c3c
    3201 wm-lh-frontal-lobe#eb235f
    3203 wm-lh-cingulate-lobe#234b23 wm-lh-occipital-lobe#879bc3 wm-lh-temporal-lobe#732323
    3206 wm-lh-parietal-lobe#23c323 wm-lh-insula-lobe#14dca0
    4000 wm-rh-unknown#e6fae6 wm-rh-bankssts#e69bd7 wm-rh-caudalanteriorcingulate#829b5f
    4003 wm-rh-caudalmiddlefrontal#9be6ff wm-rh-corpuscallosum#87b9cd wm-rh-cuneus#23eb9b
    4006 wm-rh-entorhinal#23ebf5 wm-rh-fusiform#4b2373 wm-rh-inferiorparietal#23c323
    4009 wm-rh-inferiortemporal#4bd787 wm-rh-isthmuscingulate#73eb73 wm-rh-lateraloccipital#ebe173
    4012 wm-rh-lateralorbitofrontal#dcb4cd wm-rh-lingual#1e7373 wm-rh-medialorbitofrontal#37dcb4
    4015 wm-rh-middletemporal#5f9bcd wm-rh-parahippocampal#eb23c3 wm-rh-paracentral#c323c3
    4018 wm-rh-parsopercularis#234b73 wm-rh-parsorbitalis#eb9bcd wm-rh-parstriangularis#23c3eb
    4021 wm-rh-pericalcarine#879bc3 wm-rh-postcentral#23ebeb wm-rh-posteriorcingulate#234b23
    4024 wm-rh-precentral#c3eb23 wm-rh-precuneus#5f734b wm-rh-rostralanteriorcingulate#afeb73
    4027 wm-rh-rostralmiddlefrontal#b4cd82 wm-rh-superiorfrontal#eb235f
    4029 wm-rh-superiorparietal#eb4b73 wm-rh-superiortemporal#732323 wm-rh-supramarginal#af5feb
    4032 wm-rh-frontalpole#9bff9b wm-rh-temporalpole#b9b9b9 wm-rh-transversetemporal#696937
    4035 wm-rh-insula#14dca0
    4100 wm-rh-Unknown#000000 wm-rh-Corpus_callosum#323232 wm-rh-G_and_S_Insula_ONLY_AVERAGE#b4141e
    4103 wm-rh-G_cingulate-Isthmus#3c1919 wm-rh-G_cingulate-Main_part#193c3c wm-rh-G_cuneus#b41414
    4106 wm-rh-G_frontal_inf-Opercular_part#dc1464 wm-rh-G_frontal_inf-Orbital_part#8c3c3c
    4108 wm-rh-G_frontal_inf-Triangular_part#b4dc8c wm-rh-G_frontal_middle#8c64b4
    4110 wm-rh-G_frontal_superior#b4148c wm-rh-G_frontomarginal#8c148c wm-rh-G_insular_long#150a0a
    4113 wm-rh-G_insular_short#e18c8c wm-rh-G_and_S_occipital_inferior#173cb4
    4115 wm-rh-G_occipital_middle#b43cb4 wm-rh-G_occipital_superior#14dc3c
    4117 wm-rh-G_occipit-temp_lat-Or_fusiform#3c148c wm-rh-G_occipit-temp_med-Lingual_part#dcb48c
    4119 wm-rh-G_occipit-temp_med-Parahippocampal_part#416414 wm-rh-G_orbital#dc3c14
    4121 wm-rh-G_paracentral#3c643c wm-rh-G_parietal_inferior-Angular_part#143cdc
    4123 wm-rh-G_parietal_inferior-Supramarginal_part#64643c wm-rh-G_parietal_superior#dcb4dc
    4125 wm-rh-G_postcentral#14b48c wm-rh-G_precentral#3c8cb4 wm-rh-G_precuneus#19148c
    4128 wm-rh-G_rectus#143c64 wm-rh-G_subcallosal#3cdc14 wm-rh-G_subcentral#3c14dc
    4131 wm-rh-G_temporal_inferior#dcdc64 wm-rh-G_temporal_middle#b43c3c
    4133 wm-rh-G_temp_sup-G_temp_transv_and_interm_S#3c3cdc wm-rh-G_temp_sup-Lateral_aspect#dc3cdc
    4135 wm-rh-G_temp_sup-Planum_polare#41dc3c wm-rh-G_temp_sup-Planum_tempolare#198c14
    4137 wm-rh-G_and_S_transverse_frontopolar#0d00fa
    4138 wm-rh-Lat_Fissure-ant_sgt-ramus_horizontal#3d14dc
    4139 wm-rh-Lat_Fissure-ant_sgt-ramus_vertical#3d143c wm-rh-Lat_Fissure-post_sgt#3d3c64
    4141 wm-rh-Medial_wall#191919 wm-rh-Pole_occipital#8c143c wm-rh-Pole_temporal#dcb414
    4144 wm-rh-S_calcarine#3fb4b4 wm-rh-S_central#dd140a wm-rh-S_central_insula#15dc14
    4147 wm-rh-S_cingulate-Main_part_and_Intracingulate#b76414
    4148 wm-rh-S_cingulate-Marginalis_part#dd1464 wm-rh-S_circular_insula_anterior#dd3c8c
    4150 wm-rh-S_circular_insula_inferior#dd14dc wm-rh-S_circular_insula_superior#3ddcdc
    4152 wm-rh-S_collateral_transverse_ant#64c8c8 wm-rh-S_collateral_transverse_post#0ac8c8
    4154 wm-rh-S_frontal_inferior#dddc14 wm-rh-S_frontal_middle#8d1464
    4156 wm-rh-S_frontal_superior#3ddc64 wm-rh-S_frontomarginal#15dc3c
    4158 wm-rh-S_intermedius_primus-Jensen#8d3c14
    4159 wm-rh-S_intraparietal-and_Parietal_transverse#8f14dc wm-rh-S_occipital_anterior#3d14b4
    4161 wm-rh-S_occipital_middle_and_Lunatus#653cdc
    4162 wm-rh-S_occipital_superior_and_transversalis#15148c
    4163 wm-rh-S_occipito-temporal_lateral#dd8c14
    4164 wm-rh-S_occipito-temporal_medial_and_S_Lingual#8d64dc wm-rh-S_orbital-H_shapped#651414
    4166 wm-rh-S_orbital_lateral#dd6414 wm-rh-S_orbital_medial-Or_olfactory#b5c814
    4168 wm-rh-S_paracentral#15b48c wm-rh-S_parieto_occipital#6564b4 wm-rh-S_pericallosal#b5dc14
    4171 wm-rh-S_postcentral#158cc8 wm-rh-S_precentral-Inferior-part#1514f0
    4173 wm-rh-S_precentral-Superior-part#1514c8 wm-rh-S_subcentral_ant#3db43c
    4175 wm-rh-S_subcentral_post#3db4fa wm-rh-S_suborbital#15143c wm-rh-S_subparietal#653c3c
    4178 wm-rh-S_supracingulate#15dcdc wm-rh-S_temporal_inferior#15b4b4
    4180 wm-rh-S_temporal_superior#dfdc3c wm-rh-S_temporal_transverse#dd3c3c
    4201 wm-rh-frontal-lobe#eb235f
    4203 wm-rh-cingulate-lobe#234b23 wm-rh-occipital-lobe#879bc3 wm-rh-temporal-lobe#732323
    4206 wm-rh-parietal-lobe#23c323 wm-rh-insula-lobe#14dca0
    """
}
